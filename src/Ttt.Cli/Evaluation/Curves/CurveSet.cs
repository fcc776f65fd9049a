namespace Ttt.Cli;

/// <summary>Curves of several models on the same windows of one text.</summary>
/// <param name="Axis">What they are drawn against.</param>
/// <param name="Unit">byte or token.</param>
/// <param name="Text">The text.</param>
/// <param name="Models">At least one.</param>
sealed record CurveSet(CurveAxis Axis, string Unit, string Text, IReadOnlyList<ModelCurve> Models)
{
    /// <summary>Windows that each model read.</summary>
    public int Windows => Models[0].Curve.Windows;

    /// <summary>The plot, both axes logarithmic.</summary>
    public SvgPlot Plot() => new()
    {
        Title = string.Format(System.Globalization.CultureInfo.InvariantCulture, Axis.Title, Unit),
        XLabel = string.Format(System.Globalization.CultureInfo.InvariantCulture, Axis.XLabel, Unit),
        YLabel = $"perplexity per {Unit}",
        LogarithmicX = true,
        LogarithmicY = true,
        Series = [.. Models.Select(model => new PlotSeries(model.Name, [.. model.Curve.Points.Select(point => (Axis.X(point), point.Perplexity))]))],
    };
}
