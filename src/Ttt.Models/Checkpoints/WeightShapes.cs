using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Names and shapes of a configuration's weights, in their order, without a model of that size: of every kind of block one is made, and none of the vocabulary.</summary>
public static class WeightShapes
{
    const string Layers = "model.layers.", Embedding = "model.embed_tokens.weight", Head = "lm_head.weight";

    /// <exception cref="TttException">The configuration cannot work, or names a layer that is not known.</exception>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(ModelConfig config, LayerCatalogue? catalogue = null)
    {
        using var scope = torch.NewDisposeScope();
        using var probe = Probe(config, catalogue);
        var kinds = probe.Config.NumHiddenLayers;
        var shapes = probe.named_parameters().Select(p => (Name: p.name, Shape: p.name is Embedding or Head ? [config.VocabSize, config.HiddenSize] : p.parameter.shape)).ToArray();
        var blocks = shapes.Where(s => s.Name.StartsWith(Layers, StringComparison.Ordinal)).ToLookup(s => int.Parse(s.Name[Layers.Length..].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
        var first = Array.FindIndex(shapes, s => s.Name.StartsWith(Layers, StringComparison.Ordinal));
        return
        [
            .. shapes[..first],
            .. Enumerable.Range(0, config.NumHiddenLayers).SelectMany(i => blocks[i % kinds].Select(s => ($"{Layers}{i}{s.Name[(Layers.Length + $"{i % kinds}".Length)..]}", s.Shape))),
            .. shapes[first..].Where(s => !s.Name.StartsWith(Layers, StringComparison.Ordinal)),
        ];
    }

    /// <summary>A model with a block of each kind that the configuration's blocks repeat, and one token.</summary>
    internal static LanguageModel Probe(ModelConfig config, LayerCatalogue? catalogue)
    {
        if (config.Faults() is { Count: > 0 } faults)
            throw new TttException(string.Join('\n', faults));
        return new(config with { VocabSize = 1, NumHiddenLayers = Math.Min(config.NumHiddenLayers, config.LayerTypes?.Count ?? 1) }, 0, catalogue);
    }
}
