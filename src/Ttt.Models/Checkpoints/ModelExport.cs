using Ttt.Layers;

namespace Ttt.Models;

/// <summary>How a model is written.</summary>
public sealed record ExportOptions
{
    /// <summary>The type of all weights; null: each as it is stored.</summary>
    public SafetensorsType? Type { get; init; }

    /// <summary>Bytes of weights in a file at most.</summary>
    public long ShardBytes { get; init; } = long.MaxValue;

    /// <summary>Names and axes of the authors' JAX program.</summary>
    public bool JaxNames { get; init; }

    /// <summary>The tokenizer that goes with it; null: none.</summary>
    public TokenizerFile? Tokenizer { get; init; }
}

/// <summary>What was written.</summary>
/// <param name="Tensors">Number of weights.</param>
/// <param name="Parameters">Number of their values.</param>
/// <param name="ReadBytes">Their bytes where they came from.</param>
/// <param name="WrittenBytes">Their bytes now.</param>
/// <param name="Files">Files with weights.</param>
public sealed record ExportReport(int Tensors, long Parameters, long ReadBytes, long WrittenBytes, IReadOnlyList<string> Files);

/// <summary>Writes a model into a folder of its own: config.json, weights, tokenizer, checksums. Weights pass one at a time; the folder is there when it is whole.</summary>
public static class ModelExport
{
    /// <exception cref="TttException">The weights do not fit their configuration, cannot be written so, or the folder exists.</exception>
    public static ExportReport Write(ModelFolder from, string to, ExportOptions options, LayerCatalogue? catalogue = null)
    {
        if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
            throw new TttException($"{to}: it is already there; choose a folder that is not, or an empty one");
        from.Compare(catalogue).ThrowIfIncomplete(from.Weights.Path);
        // the official program writes the tied projection a second time; it is read from the embedding
        var names = from.Weights.Names.Where(name => !(from.Config.TieWordEmbeddings && name == "lm_head.weight")).Order(StringComparer.Ordinal).ToArray();
        var entries = names.Select(name => Entry(from.Weights, name, options)).ToArray();
        var target = Path.GetFullPath(to);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}");
        Directory.CreateDirectory(temporary);
        try
        {
            AtomicFile.WriteText(Path.Combine(temporary, CheckpointFolder.Config), ModelConfigJson.Write(from.Config));
            options.Tokenizer?.Save(temporary);
            var files = WeightWriting.Write(temporary, entries, options.ShardBytes);
            Checksums.Write(temporary);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(temporary, target);
            return new(entries.Length, entries.Sum(e => e.Bytes / e.Type.Size()), names.Sum(name => Elements(from.Weights, name) * from.Weights.Type(name).Size()), entries.Sum(e => e.Bytes), files);
        }
        catch
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    static WeightEntry Entry(ITensorSource weights, string name, ExportOptions options)
    {
        var type = options.Type ?? weights.Type(name);
        if (type is not (SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F32 or SafetensorsType.F64))
            throw new TttException($"{weights.Path}: tensor '{name}' is {type.Text()}; weights are floats");
        if (!options.JaxNames)
            return new(name, [.. weights.Shape(name)], type, () => weights.Read(name));
        var jax = JaxName.Of(name) ?? throw new TttException($"{weights.Path}: '{name}' has no name in the JAX program");
        return new(jax.Name, JaxName.Permuted(weights.Shape(name), jax.Axes), type, () => JaxName.Permuted(weights.Read(name), jax.Axes));
    }

    static long Elements(ITensorSource weights, string name) => weights.Shape(name).Aggregate(1L, (product, size) => product * size);
}
