using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ttt.Kernels;

namespace Ttt.Cli;

/// <summary>The results as JSON. The names are part of the tool: new ones may come, none changes its meaning while the schema keeps its number.</summary>
static class BenchJson
{
    public const string Schema = "ttt-bench/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Save(string path, BenchResult result, IReadOnlyList<BarRow>? bars = null) => AtomicFile.WriteText(path, Text(result, bars) + "\n");

    public static string Text(BenchResult result, IReadOnlyList<BarRow>? bars) => new JsonObject
    {
        ["schema"] = Schema,
        ["complete"] = result.Complete,
        ["machine"] = new JsonObject
        {
            ["system"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
            ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            ["processors"] = Environment.ProcessorCount,
            ["vector_floats"] = (int)Machine.Width,
        },
        ["peak"] = new JsonArray([.. result.Peaks.Values.Where(p => p.Windows.Count > 0).Select(p => (JsonNode)new JsonObject
        {
            ["threads"] = p.Threads,
            ["best_gflops"] = Round(p.BestRate / 1e9),
            ["median_gflops"] = Round(p.MedianRate / 1e9),
        })]),
        ["memory"] = new JsonArray([.. result.Memory.Select(m => (JsonNode)new JsonObject
        {
            ["threads"] = m.Threads,
            ["read_gb_per_s"] = Round(m.Read / 1e9),
            ["copy_gb_per_s"] = Round(m.Copy / 1e9),
        })]),
        ["results"] = new JsonArray([.. result.Measured.Select(w => (JsonNode)Result(result, w))]),
        ["bars"] = bars is null ? null : new JsonArray([.. bars.Select(b => (JsonNode)Bar(b))]),
    }.ToJsonString(Indented);

    static JsonObject Result(BenchResult result, BenchWork work)
    {
        var (item, shape) = (work.Case, work.Case.Shape);
        return new()
        {
            ["layer"] = item.Layer,
            ["what"] = item.Extent.ToString().ToLowerInvariant(),
            ["pass"] = item.Pass.ToString().ToLowerInvariant(),
            ["tokens"] = item.Tokens,
            ["batch"] = shape.Batch,
            ["heads"] = shape.Heads,
            ["head_dim"] = shape.HeadDim,
            ["mini_batch"] = work.MiniBatch,
            ["hidden"] = shape.Hidden,
            ["blocks"] = item.Extent == Extent.Model ? shape.Blocks : null,
            ["kernels"] = item.Kernels.ToString().ToLowerInvariant(),
            ["form"] = item.Form.ToString().ToLowerInvariant(),
            ["dtype"] = Precisions.Name(item.Precision),
            ["threads"] = item.Threads,
            ["windows"] = work.Windows.Count,
            ["best_ns_per_token_and_head"] = Round(work.BestNanoseconds),
            ["median_ns_per_token_and_head"] = Round(work.MedianNanoseconds),
            ["spread"] = Round(work.Windows.Spread),
            ["tokens_per_s"] = Round(work.TokensPerSecond),
            ["operations_per_token_and_head"] = Round(work.Operations / work.TokenHeads),
            ["gflops"] = Round(work.Rate / 1e9),
            ["share_of_peak"] = Round(result.Share(work)),
            ["median_share_of_peak"] = Round(result.MedianShare(work)),
            ["time_to_first"] = Round(result.Ratio(work)),
        };
    }

    static JsonObject Bar(BarRow row) => new()
    {
        ["work"] = row.Work,
        ["bar"] = row.Bar,
        ["value"] = Round(row.Value),
        ["median"] = Round(row.Median),
        ["holds"] = row.Holds,
    };

    // five digits are more than a clock is good for
    static JsonNode? Round(double? value)
    {
        if (value is not { } number || !double.IsFinite(number)) return null;
        var digits = number == 0 ? 0 : Math.Clamp(4 - (int)Math.Floor(Math.Log10(Math.Abs(number))), 0, 12);
        return JsonValue.Create(Math.Round(number, digits));
    }
}
