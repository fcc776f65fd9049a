using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Names and shapes of a configuration's weights, in their order, without a model of that size: of every kind of block one is made, with a narrow feed-forward part and one token.</summary>
public static class WeightShapes
{
    const string Layers = "model.layers.";

    /// <exception cref="TttException">The configuration cannot work, or names a layer that is not known.</exception>
    public static IReadOnlyList<(string Name, long[] Shape)> Of(ModelConfig config, LayerCatalogue? catalogue = null)
    {
        using var scope = torch.NewDisposeScope();
        using var probe = Probe(config, catalogue);
        var kinds = probe.Config.NumHiddenLayers;
        var shapes = probe.named_parameters().Select(p => (Name: p.name, Shape: Full(config, p.name, p.parameter.shape))).ToArray();
        var blocks = shapes.Where(s => s.Name.StartsWith(Layers, StringComparison.Ordinal)).ToLookup(s => int.Parse(s.Name[Layers.Length..].Split('.')[0], System.Globalization.CultureInfo.InvariantCulture));
        var first = Array.FindIndex(shapes, s => s.Name.StartsWith(Layers, StringComparison.Ordinal));
        return
        [
            .. shapes[..first],
            .. Enumerable.Range(0, config.NumHiddenLayers).SelectMany(i => blocks[i % kinds].Select(s => ($"{Layers}{i}{s.Name[(Layers.Length + $"{i % kinds}".Length)..]}", s.Shape))),
            .. shapes[first..].Where(s => !s.Name.StartsWith(Layers, StringComparison.Ordinal)),
        ];
    }

    /// <summary>The shape that a weight of the probe has in the model.</summary>
    internal static long[] Full(ModelConfig config, string name, long[] shape) => name.Split('.') switch
    {
        [.., "embed_tokens" or "lm_head", _] => [config.VocabSize, config.HiddenSize],
        [.., "mlp", "gate_proj" or "up_proj", _] => [config.SwiGluWidth, config.HiddenSize],
        [.., "mlp", "down_proj", _] => [config.HiddenSize, config.SwiGluWidth],
        _ => shape,
    };

    /// <summary>A model with a block of each kind that the configuration's blocks repeat, one channel in their feed-forward parts, and one token.</summary>
    internal static LanguageModel Probe(ModelConfig config, LayerCatalogue? catalogue)
    {
        if (config.Faults() is { Count: > 0 } faults)
            throw new TttException(string.Join('\n', faults));
        return new(config with { VocabSize = 1, IntermediateSize = Math.Min(1, config.SwiGluWidth), NumHiddenLayers = Math.Min(config.NumHiddenLayers, config.LayerTypes?.Count ?? 1) }, 0, catalogue);
    }
}
