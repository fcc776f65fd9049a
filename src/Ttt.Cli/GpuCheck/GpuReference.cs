using System.Text.Json;

namespace Ttt.Cli;

/// <summary>Times of another program, as benchmarks/pytorch/ttt_reference.py writes them.</summary>
/// <param name="Device">Where they were taken.</param>
/// <param name="Times">Nanoseconds per token and head by mode and case, best windows.</param>
sealed record GpuReference(string Device, IReadOnlyDictionary<(string Mode, GpuReference.Work Case), double> Times)
{
    const string Schema = "ttt-gpu-reference/1";

    /// <summary>The modes that were measured, in the order of the file.</summary>
    public IReadOnlyList<string> Modes => [.. Times.Keys.Select(key => key.Mode).Distinct()];

    /// <summary>Its time of a case as a multiple of ours; null where it has none.</summary>
    public double? Ratio(string mode, GpuMeasurement one) => Times.TryGetValue((mode, Of(one.Case)), out var time) && one.Windows is not null ? time / one.Best : null;

    /// <summary>Its times of cases that none of these is.</summary>
    public IReadOnlyList<string> Without(IEnumerable<GpuMeasurement> measured)
    {
        var known = measured.Select(one => Of(one.Case)).ToHashSet();
        return [.. Times.Keys.Where(key => !known.Contains(key.Case)).Select(key => $"{key.Mode} {key.Case}")];
    }

    /// <exception cref="TttException">The times were taken on another device.</exception>
    public void CheckDevice(string name)
    {
        if (Device != name) throw new TttException($"--against: its times are of '{Device}', and this device is '{name}'; take them on this one");
    }

    /// <exception cref="TttException">There is no such file, or it is none of these.</exception>
    public static GpuReference Load(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var root = document.RootElement;
            if (root.GetProperty("schema").GetString() is var schema && schema != Schema) throw new TttException($"--against {path}: the schema must be '{Schema}', not '{schema}'");
            var times = new Dictionary<(string, Work), double>();
            foreach (var result in root.GetProperty("results").EnumerateArray())
                times[(result.GetProperty("mode").GetString()!, Read(result))] = result.GetProperty("best_ns_per_token_and_head").GetDouble();
            return new(root.GetProperty("device").GetString()!, times);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TttException($"--against {path}: {(Directory.Exists(path) ? "it is a folder; name a file" : e.Message)}", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new TttException($"--against {path}: these are no times of a reference: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    static Work Read(JsonElement result)
    {
        int Number(string name) => result.GetProperty(name).GetInt32();
        return new(result.GetProperty("layer").GetString()!, Enum.Parse<GpuPass>(result.GetProperty("pass").GetString()!, ignoreCase: true), result.GetProperty("dtype").GetString()!,
            Number("batch"), Number("heads"), Number("head_dim"), Number("mini_batch"), Number("tokens"));
    }

    static Work Of(GpuCase item) => new(item.Layer, item.Pass, Precisions.Name(item.Precision), item.Shape.Batch, item.Shape.Heads, item.Shape.HeadDim, item.MiniBatch, item.Tokens);

    /// <summary>What a time is of: only times of the same are compared.</summary>
    internal sealed record Work(string Layer, GpuPass Pass, string Precision, int Batch, int Heads, int HeadDim, int MiniBatch, int Tokens)
    {
        public override string ToString() => FormattableString.Invariant($"{Layer} {Pass.ToString().ToLowerInvariant()} {Precision} B {Batch} H {Heads} f {HeadDim} K {MiniBatch} T {Tokens}");
    }
}
