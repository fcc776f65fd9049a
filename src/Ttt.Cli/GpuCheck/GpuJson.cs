using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ttt.Cli;

/// <summary>The results as JSON. The names are part of the tool: new ones may come, none changes its meaning while the schema keeps its number.</summary>
static class GpuJson
{
    public const string Schema = "ttt-gpu-check/1";

    const string BuildSchema = "ttt-gpu-compile/1";

    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Text(GpuResult result) => new JsonObject
    {
        ["schema"] = Schema,
        ["complete"] = result.Complete,
        ["passed"] = result.Passed,
        ["device"] = new JsonObject
        {
            ["name"] = result.Facts.Name,
            ["architecture"] = result.Facts.Architecture,
            ["multiprocessors"] = result.Facts.Processors,
            ["clock_mhz"] = result.Facts.ClockMegahertz,
            ["memory_mhz"] = result.Facts.MemoryMegahertz,
            ["shared_bytes"] = result.Facts.SharedBytes,
            ["cache_bytes"] = result.Facts.CacheBytes,
            ["memory_bytes"] = result.Facts.MemoryBytes,
            ["driver"] = result.Facts.Driver,
            ["compiler"] = result.Facts.Compiler,
        },
        ["checks"] = new JsonArray([.. result.Checks.Select(check => (JsonNode)new JsonObject
        {
            ["layer"] = check.Name,
            ["size"] = check.Size,
            ["passed"] = check.Passed,
            ["output"] = Error(check.Output),
            ["state"] = Error(check.State),
            ["gradient"] = Error(check.Gradient),
            ["decode"] = Error(check.Decode),
            ["fault"] = check.Fault,
        })]),
        ["rates"] = result.Rates is not { } rates ? null : new JsonObject
        {
            ["copy_gb_per_s"] = Number(rates.Copy / 1e9),
            ["median_copy_gb_per_s"] = Number(rates.MedianCopy / 1e9),
            ["tf32_gflops"] = Number(rates.Tf32 / 1e9),
            ["median_tf32_gflops"] = Number(rates.MedianTf32 / 1e9),
            ["bf16_gflops"] = Number(rates.Bf16 / 1e9),
            ["median_bf16_gflops"] = Number(rates.MedianBf16 / 1e9),
        },
        ["rates_fault"] = result.RatesFault,
        ["reference"] = result.Reference is not { } times ? null : new JsonObject
        {
            ["device"] = times.Device,
            ["without_case"] = new JsonArray([.. times.Without(result.Measured).Select(item => (JsonNode)item)]),
        },
        ["results"] = new JsonArray([.. result.Measured.Select(one => (JsonNode)Result(result, one))]),
        ["bars"] = new JsonArray([.. result.Bars.Select(bar => (JsonNode)new JsonObject { ["bar"] = bar.Text, ["value"] = Number(bar.Value), ["holds"] = bar.Holds })]),
    }.ToJsonString(Indented) + "\n";

    /// <summary>What was compiled.</summary>
    public static string Text(IReadOnlyList<KernelBuild> builds, int architecture, string compiler) => new JsonObject
    {
        ["schema"] = BuildSchema,
        ["passed"] = builds.All(build => build.Fault is null),
        ["architecture"] = architecture,
        ["compiler"] = compiler,
        ["kernels"] = new JsonArray([.. builds.Select(build => (JsonNode)new JsonObject
        {
            ["layer"] = build.Name,
            ["kernel"] = build.Kernel,
            ["seconds"] = Number(build.Seconds),
            ["bytes"] = build.Bytes,
            ["fault"] = build.Fault,
        })]),
    }.ToJsonString(Indented) + "\n";

    static JsonObject Result(GpuResult result, GpuMeasurement one)
    {
        var measured = one.Windows is not null;
        return new()
        {
            ["layer"] = one.Case.Layer,
            ["pass"] = one.Case.Pass.ToString().ToLowerInvariant(),
            ["batch"] = one.Case.Shape.Batch,
            ["heads"] = one.Case.Shape.Heads,
            ["head_dim"] = one.Case.Shape.HeadDim,
            ["mini_batch"] = one.Case.MiniBatch,
            ["tokens"] = one.Case.Tokens,
            ["dtype"] = Precisions.Name(one.Case.Precision),
            ["windows"] = one.Windows?.Count ?? 0,
            ["best_ns_per_token_and_head"] = measured ? Number(one.Best) : null,
            ["median_ns_per_token_and_head"] = measured ? Number(one.Median) : null,
            ["gflops"] = measured ? Number(one.Operations / one.Windows!.Best / 1e9) : null,
            ["gb_per_s"] = measured ? Number(one.Bytes / one.Windows!.Best / 1e9) : null,
            ["share_of_roofline"] = measured && result.Rates is { } rates ? Number(one.Share(rates)) : null,
            ["bound_by"] = measured && result.Rates is { } limits ? one.IsBoundByMemory(limits) ? "memory" : "cores" : null,
            ["reference"] = result.Reference is not { } reference ? null
                : new JsonObject(reference.Modes.Select(mode => KeyValuePair.Create(mode, Number(reference.Ratio(mode, one))))),
            ["fault"] = one.Fault,
        };
    }

    static JsonObject? Error(CheckError? error) => error is null ? null : new() { ["tensor"] = error.What, ["error"] = Number(error.Error), ["tolerance"] = Number(error.Tolerance) };

    // six digits are more than a clock is good for
    static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonNode.Parse(number.ToString("G6", System.Globalization.CultureInfo.InvariantCulture)) : null;
}
