namespace Ttt.Models;

/// <summary>Weights of a model in a safetensors file under the official parameter names.</summary>
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

    /// <summary>Copies the tensors that fit into the model's parameters, converted to their type, and reports the rest.</summary>
    /// <param name="model">The model.</param>
    /// <param name="reader">The file.</param>
    /// <param name="prefix">Tensors are looked up under this prefix; others are not looked at.</param>
    public static LoadReport Load(torch.nn.Module model, SafetensorsReader reader, string prefix = "")
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var unexpected = reader.Entries.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Select(n => n[prefix.Length..]).ToHashSet(StringComparer.Ordinal);
        var (missing, misshapen) = (new List<string>(), new List<string>());
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!unexpected.Remove(name))
                missing.Add(name);
            else if (!reader.Entry(prefix + name).Shape.SequenceEqual(parameter.shape))
                misshapen.Add($"{name} {reader.Entry(prefix + name).ShapeText} in the file, [{string.Join(", ", parameter.shape)}] in the model");
            else
                parameter.copy_(reader.ReadTensor(prefix + name));
        }
        // the official program writes the tied projection a second time
        if (model is LanguageModel { Config.TieWordEmbeddings: true })
            unexpected.Remove("lm_head.weight");
        return new(missing, [.. unexpected.Order(StringComparer.Ordinal)], misshapen);
    }
}
