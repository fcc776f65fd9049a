namespace Ttt.Cli;

/// <summary>What a curve is drawn against.</summary>
/// <param name="Name">Its name in files.</param>
/// <param name="Title">Title of the plot.</param>
/// <param name="XLabel">Label of the axis, with {0} for a byte or token.</param>
/// <param name="X">Where a point lies.</param>
/// <param name="Heading">Heading of the table's first column.</param>
/// <param name="Label">What stands there.</param>
sealed record CurveAxis(string Name, string Title, string XLabel, Func<CurvePoint, double> X, string Heading, Func<CurvePoint, string> Label)
{
    public static readonly CurveAxis Index = new("by-index", "Perplexity by {0} index", "{0}s read before and with it, of the window", point => point.Centre, "index",
        point => point.To - point.From == 1 ? FormattableString.Invariant($"{point.From}") : FormattableString.Invariant($"{point.From}-{point.To - 1}"));

    public static readonly CurveAxis Context = new("by-context", "Perplexity of the same {0}s after contexts of different lengths", "{0}s of the context", point => point.To, "context",
        point => FormattableString.Invariant($"{point.To}"));
}
