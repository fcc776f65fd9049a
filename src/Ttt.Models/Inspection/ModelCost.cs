using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Parameters, operations and state of a configuration, without a model of that size. Counted are products (projections, convolutions, the inner loop, attention, the vocabulary) and norms;
/// not activations, residual sums and rotations, which are a few operations a value.
/// </summary>
/// <param name="Config">The configuration.</param>
/// <param name="Context">Tokens of a sequence: attention sees all before it, on average half of them in prefill and training, all of them where it decodes.</param>
/// <param name="Embedding">The token embedding.</param>
/// <param name="Blocks">Every block.</param>
/// <param name="Norm">The last norm.</param>
/// <param name="Head">The vocabulary projection; tied, it has no parameters of its own.</param>
public sealed record ModelCost(ModelConfig Config, int Context, CostLine Embedding, IReadOnlyList<BlockCost> Blocks, CostLine Norm, CostLine Head)
{
    public long Parameters => Embedding.Parameters + Blocks.Sum(block => block.Parameters) + Norm.Parameters + Head.Parameters;

    public OperationCount Operations => Blocks.Aggregate(Norm.Operations + Head.Operations, (sum, block) => sum + block.Operations);

    public long StateBytes => Blocks.Sum(block => block.StateBytes);

    /// <exception cref="TttException">The configuration cannot work, or names a layer that is not known.</exception>
    public static ModelCost Of(ModelConfig config, int context = 2048, LayerCatalogue? catalogue = null)
    {
        using var probe = WeightShapes.Probe(config, catalogue);
        var kinds = probe.Backbone.Blocks.Select((block, i) => new BlockCost(i, config.LayerTypeOf(i), BlockParts.Of(block, config, i, context), SequenceBytes.Of(block, config, i, context))).ToArray();
        var (embedding, vocabulary) = ((long)config.VocabSize * config.HiddenSize, 2.0 * config.VocabSize * config.HiddenSize);
        return new(config, context, new("embedding", embedding, default),
            [.. Enumerable.Range(0, config.NumHiddenLayers).Select(i => kinds[i % kinds.Length] with { Index = i, Layer = config.LayerTypeOf(i) })],
            new("norm", config.HiddenSize, OperationCount.Linear(BlockParts.RmsNorm * config.HiddenSize)),
            new("vocabulary", config.TieWordEmbeddings ? 0 : embedding, new(0, vocabulary, 3 * vocabulary)));
    }
}
