namespace Ttt.Cli;

/// <summary>Time per token and head against the number of tokens.</summary>
static class BenchPlot
{
    public static SvgPlot Of(BenchResult result)
    {
        var lengths = result.Measured.Where(w => !Anywhere(w.Case)).Select(w => w.Case.Tokens).Distinct().Order().ToArray();
        var groups = result.Measured.GroupBy(w => w.Case with { Tokens = 0 }).ToArray();
        var several = groups.Select(g => (g.Key.Kernels, g.Key.Form, g.Key.Precision, g.Key.Threads)).Distinct().Count() > 1;
        var sizes = groups.Select(g => g.Key.Shape.MiniBatch).Distinct().Count() > 1;
        return new SvgPlot
        {
            Title = "Time per token and head",
            XLabel = "tokens of the sequence",
            YLabel = "ns per token and head",
            LogarithmicX = true,
            LogarithmicY = true,
            Series = [.. groups.Select(g => new PlotSeries(Name(g.Key, several) + (sizes ? FormattableString.Invariant($", K = {g.First().MiniBatch}") : ""), Points([.. g], lengths)))],
        };
    }

    static string Name(BenchCase item, bool several)
    {
        var name = FormattableString.Invariant($"{item.Layer} {item.Pass.ToString().ToLowerInvariant()}");
        return several ? FormattableString.Invariant($"{name}, {item.Kernels.ToString().ToLowerInvariant()} {item.Form.ToString().ToLowerInvariant()}, {Precisions.Name(item.Precision)}, {item.ThreadsText}") : name;
    }

    // a token that takes the same time wherever it stands
    static bool Anywhere(BenchCase item) => item is { Pass: Pass.Decode, Tokens: 1 };

    static (double, double)[] Points(BenchWork[] works, int[] lengths) => Anywhere(works[0].Case) && lengths.Length > 0
        ? [.. lengths.Select(t => ((double)t, works[0].BestNanoseconds))]
        : [.. works.OrderBy(w => w.Case.Tokens).Select(w => ((double)w.Case.Tokens, w.BestNanoseconds))];
}
