using System.Globalization;
using System.Text.RegularExpressions;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>The cost of one derived program: a polynomial in the sizes, for instance <c>6·D·D + 4·b·D</c>, as the explanation states it.</summary>
/// <param name="Program">forward, backward or decode.</param>
/// <param name="Polynomial">Operations per token and head; b stands for the rows of a mini-batch.</param>
sealed partial record LayerCost(string Program, string Polynomial)
{
    public static IReadOnlyList<LayerCost> Read(string explanation) =>
        [.. CostLine().Matches(explanation).Select(m => new LayerCost(m.Groups["program"].Value, m.Groups["polynomial"].Value.Trim()))];

    /// <summary>The costs of the program that runs: the last one explained is that of any number of rows, where there are two.</summary>
    public static IReadOnlyList<LayerCost> OfProgram(string explanation, bool anyRows)
    {
        var costs = Read(explanation);
        return [.. anyRows ? costs.TakeLast(3) : costs.Take(3)];
    }

    public long PerTokenAndHead(LayerSettings settings) => Polynomial.Split('+').Sum(term => term.Split('·').Aggregate(1L, (product, factor) => product * Value(factor.Trim(), settings)));

    static long Value(string factor, LayerSettings settings) => long.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : factor == "b" ? settings.Period ?? settings.MiniBatchSize
        : settings.Sizes[factor];

    [GeneratedRegex(@"^ +(?<program>forward|backward|decode) +(?<polynomial>\d[\w·]*(?: \+ \d[\w·]*)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex CostLine();
}
