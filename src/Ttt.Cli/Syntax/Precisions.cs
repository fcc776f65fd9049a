using System.CommandLine;

namespace Ttt.Cli;

/// <summary>What the products of a model are computed in.</summary>
static class Precisions
{
    public static Option<string?> Option(string otherwise = "fp32") => Values.Choice("--dtype",
        $"operands of matrix products; weights, sums and inner loops stay float32. On a CPU bf16 is emulated and slower [default: {otherwise}]",
        [.. Enum.GetValues<Precision>().Select(Name)]);

    public static string Name(Precision precision) => precision.ToString().ToLowerInvariant();

    /// <summary>The one that was given; null: none was.</summary>
    public static Precision? Given(ParseResult parsed, Option<string?> option) => parsed.GetValue(option) is { } name ? Enum.Parse<Precision>(name, ignoreCase: true) : null;
}
