namespace Ttt.Models;

/// <summary>Weights of a model under the official parameter names.</summary>
public static class ModelWeights
{
    /// <summary>Writes all parameters, atomically; with the model configuration as metadata.</summary>
    public static void Save(torch.nn.Module model, string path, ModelConfig? config = null)
    {
        var writer = new SafetensorsWriter().Describe("format", "pt");
        if (config is not null)
            writer.Describe("config", ModelConfigJson.Write(config));
        foreach (var (name, parameter) in model.named_parameters())
            writer.Add(name, parameter);
        writer.Save(path);
    }

    /// <summary>How stored tensors fit names and shapes. Nothing but headers is read.</summary>
    /// <param name="wanted">Names and shapes.</param>
    /// <param name="source">The stored tensors.</param>
    /// <param name="tied">The output projection is the embedding; the official program writes it a second time.</param>
    public static LoadReport Compare(IEnumerable<(string Name, long[] Shape)> wanted, ITensorSource source, bool tied)
    {
        var unexpected = source.Names.ToHashSet(StringComparer.Ordinal);
        var (missing, misshapen) = (new List<string>(), new List<string>());
        foreach (var (name, shape) in wanted)
            if (!unexpected.Remove(name))
                missing.Add(name);
            else if (!source.Shape(name).SequenceEqual(shape))
                misshapen.Add($"{name} [{string.Join(", ", source.Shape(name))}] in the file, [{string.Join(", ", shape)}] in the model");
        if (tied)
            unexpected.Remove("lm_head.weight");
        return new(missing, [.. unexpected.Order(StringComparer.Ordinal)], misshapen);
    }

    /// <summary>Fills the model's parameters, converted to their type, one tensor after another; if anything does not fit, none is touched.</summary>
    public static LoadReport Load(torch.nn.Module model, ITensorSource source)
    {
        var parameters = model.named_parameters().ToArray();
        var report = Compare(parameters.Select(p => (p.name, p.parameter.shape)), source, model is LanguageModel { Config.TieWordEmbeddings: true });
        if (!report.Complete)
            return report;
        using var noGradient = torch.no_grad();
        foreach (var (name, parameter) in parameters)
        {
            using var scope = torch.NewDisposeScope();
            parameter.copy_(source.Read(name));
        }
        return report;
    }

    /// <summary>Fills the model's parameters from the tensors of a file under a prefix; others are not looked at.</summary>
    public static LoadReport Load(torch.nn.Module model, SafetensorsReader reader, string prefix = "") => Load(model, new PrefixedSource(reader, prefix));

    // the reader is the caller's
    sealed class PrefixedSource(SafetensorsReader reader, string prefix) : ITensorSource
    {
        public string Path => reader.Path;

        public IReadOnlyCollection<string> Names { get; } = [.. reader.Entries.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..])];

        public SafetensorsType Type(string name) => reader.Entry(prefix + name).Type;

        public IReadOnlyList<long> Shape(string name) => reader.Entry(prefix + name).Shape;

        public Tensor Read(string name) => reader.ReadTensor(prefix + name);

        public void Dispose() { }
    }
}
