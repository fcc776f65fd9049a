using System.Text.Json;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Checks reference files: builds the layer or model from the file's configuration and parameters, recomputes every result stored there, gradients included,
/// in float32 and, where float64 twins ("f64.") are stored, in float64.
/// </summary>
public static class Verifier
{
    const string Wide = "f64.";
    static readonly string[] Results = ["out.", "mid.", "grad.", "cache."];

    /// <exception cref="TttException">The file is missing or damaged, its case or configuration unknown, or inputs or parameters do not fit.</exception>
    public static VerificationReport Verify(string path, LayerCatalogue? catalogue = null, torch.Device? device = null) => Verify(path, catalogue, device, static _ => { });

    /// <summary>The same, with something done to the layer of an inner case before it runs.</summary>
    internal static VerificationReport Verify(string path, LayerCatalogue? catalogue, torch.Device? device, Action<TttLayer> prepare)
    {
        using var reader = new SafetensorsReader(path);
        var kind = reader.Metadata.GetValueOrDefault("case") ?? throw new TttException($"{path}: the metadata name no 'case'; this is not a reference file");
        var config = reader.Metadata.GetValueOrDefault("config") ?? throw new TttException($"{path}: the metadata hold no 'config'; this is not a reference file");
        var (layers, place) = (catalogue ?? LayerCatalogue.Default, device ?? torch.CPU);
        VerificationCase reference = kind switch
        {
            "inner" => new InnerCase(reader, layers, place, config, prepare),
            "layer" => new LayerCase(reader, layers, place, config),
            "lm" => new LanguageModelCase(reader, layers, place, config),
            "generate" => new GenerateCase(reader, layers, place, config),
            _ => throw new TttException($"{path}: unknown case '{kind}'; known are inner, layer, lm and generate"),
        };
        return new(path, kind, Check(reader, reference));
    }

    static List<TensorCheck> Check(SafetensorsReader reader, VerificationCase reference)
    {
        var checks = new List<TensorCheck>();
        foreach (var name in reference.Inputs.Concat(reference.Required).Where(n => !reader.Contains(n)))
            checks.Add(new(name, double.NaN, 0, false, "missing in the file"));
        foreach (var name in reader.Entries.Keys.Where(n => !Known(n, reference)))
            checks.Add(new(name, double.NaN, 0, false, "unknown: neither an input, a parameter nor a result of this case"));
        if (checks.Count > 0)
            return checks;
        var tolerances = Tolerances.For(reference.Layer);
        Run(reader, reference, torch.ScalarType.Float32, "", tolerances, checks);
        if (reader.Entries.Keys.Any(n => n.StartsWith(Wide, StringComparison.Ordinal)))
            Run(reader, reference, torch.ScalarType.Float64, Wide, tolerances, checks);
        return checks;
    }

    static void Run(SafetensorsReader reader, VerificationCase reference, torch.ScalarType type, string prefix, Tolerances tolerances, List<TensorCheck> checks)
    {
        using var scope = torch.NewDisposeScope();
        var computed = reference.Compute(type);
        var ownErrors = OwnErrors(reader);
        foreach (var name in reader.Entries.Keys.Where(n => IsResult(n, prefix)).Order(StringComparer.Ordinal))
        {
            var tolerance = prefix.Length > 0 ? tolerances.Of(name[prefix.Length..], wide: true) : tolerances.Of(name, ownErrors.GetValueOrDefault(name));
            checks.Add(computed.TryGetValue(name[prefix.Length..], out var value)
                ? Comparison.Compare(reader, name, value, tolerance)
                : new(name, double.NaN, tolerance, false, $"unknown: this case has no such result{Suggestion.For(name[prefix.Length..], computed.Keys)}"));
        }
        if (prefix.Length == 0)
            checks.AddRange(Absent(reader, computed.Keys).Select(name => new TensorCheck(name, double.NaN, 0, false, "missing in the file")));
    }

    // what a file says of its own float32 results: long or wide cases are further from the exact ones than the tolerances for small ones allow
    static Dictionary<string, double> OwnErrors(SafetensorsReader reader)
    {
        const string Key = "f32_vs_f64_rel_err";
        try
        {
            return reader.Metadata.TryGetValue(Key, out var json) ? JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [] : [];
        }
        catch (JsonException e)
        {
            throw new TttException($"{reader.Path}: the metadata's '{Key}' is not an object of numbers ({e.Message.ReplaceLineEndings(" ")})", e);
        }
    }

    // a file may leave out a whole kind of result, never a part of it
    static IEnumerable<string> Absent(SafetensorsReader reader, IEnumerable<string> computed) =>
        from kind in Results
        where reader.Entries.Keys.Any(n => n.StartsWith(kind, StringComparison.Ordinal))
        from name in computed
        where name.StartsWith(kind, StringComparison.Ordinal) && !reader.Contains(name)
        select name;

    static bool IsResult(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && Results.Any(r => name.AsSpan(prefix.Length).StartsWith(r, StringComparison.Ordinal));

    static bool Known(string name, VerificationCase reference) =>
        IsResult(name, "") || IsResult(name, Wide) || name.StartsWith("param.", StringComparison.Ordinal) || reference.Inputs.Contains(name);
}
