using System.Globalization;
using Spectre.Console;

namespace Ttt.Cli;

/// <summary>Curves on the terminal.</summary>
static class CurveTable
{
    public static void Write(Terminal terminal, CurveSet set)
    {
        terminal.Line($"{Count.Of(set.Windows, "window")} of {set.Text}; perplexity per {set.Unit} ± standard error over windows");
        terminal.Show(Table(set, set.Models, model => model.Curve.Points, point => Cell(point.Perplexity, point.PerplexityError, "0.000", "0.000")));
        if (set.Models.Count < 2)
            return;
        terminal.Line($"nats per {set.Unit} minus those of {set.Models[0].Name}, window by window; below 0 is better");
        terminal.Show(Table(set, [.. set.Models.Skip(1)], model => model.Curve.Minus(set.Models[0].Curve).Points, point => Cell(point.Loss, point.StandardError, "+0.0000;-0.0000;0.0000", "0.0000")));
    }

    /// <summary>A number and its standard error, where there is one.</summary>
    public static string Cell(double value, double error, string format, string errorFormat)
    {
        var text = value.ToString(format, CultureInfo.InvariantCulture);
        return double.IsNaN(error) ? text : $"{text} ± {error.ToString(errorFormat, CultureInfo.InvariantCulture)}";
    }

    static Table Table(CurveSet set, IReadOnlyList<ModelCurve> models, Func<ModelCurve, IReadOnlyList<CurvePoint>> points, Func<CurvePoint, string> cell)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(set.Axis.Heading);
        foreach (var model in models)
            table.AddColumn(new TableColumn(Markup.Escape(model.Name)) { Alignment = Justify.Right });
        var columns = models.Select(points).ToArray();
        for (var row = 0; row < columns[0].Count; row++)
            table.AddRow(Cells.Row([$"{set.Axis.Label(columns[0][row])}", .. columns.Select(column => (FormattableString)$"{cell(column[row])}")]));
        return table;
    }
}
