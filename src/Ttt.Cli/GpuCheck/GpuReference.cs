using System.Text.Json;

namespace Ttt.Cli;

/// <summary>Times of another program, as benchmarks/pytorch/ttt_reference.py writes them.</summary>
/// <param name="Device">Where they were taken.</param>
/// <param name="Times">Nanoseconds per token and head by mode and case, best windows.</param>
sealed record GpuReference(string Device, IReadOnlyDictionary<(string Mode, GpuCase Case), double> Times)
{
    const string Schema = "ttt-gpu-reference/1";

    /// <summary>The modes that were measured, in the order of the file.</summary>
    public IReadOnlyList<string> Modes => [.. Times.Keys.Select(key => key.Mode).Distinct()];

    /// <summary>Its time of a case as a multiple of ours; null where it has none.</summary>
    public double? Ratio(string mode, GpuMeasurement one) => Times.TryGetValue((mode, Key(one.Case)), out var time) && one.Windows is not null ? time / one.Best : null;

    /// <exception cref="TttException">The file is none of these.</exception>
    public static GpuReference Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            if (root.GetProperty("schema").GetString() is var schema && schema != Schema) throw new TttException($"{path}: the schema must be '{Schema}', not '{schema}'");
            var times = new Dictionary<(string, GpuCase), double>();
            foreach (var result in root.GetProperty("results").EnumerateArray())
            {
                int Number(string name) => result.GetProperty(name).GetInt32();
                var shape = new BenchShape(Number("batch"), Number("heads"), Number("head_dim"));
                times[(result.GetProperty("mode").GetString()!, new(result.GetProperty("layer").GetString()!, Enum.Parse<GpuPass>(result.GetProperty("pass").GetString()!, ignoreCase: true), shape, Number("tokens")))]
                    = result.GetProperty("best_ns_per_token_and_head").GetDouble();
            }
            return new(root.GetProperty("device").GetString()!, times);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new TttException($"{path}: these are no times of a reference: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static GpuCase Key(GpuCase item) => item with { Shape = new(item.Shape.Batch, item.Shape.Heads, item.Shape.HeadDim) };
}
