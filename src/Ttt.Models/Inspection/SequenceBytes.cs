using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The state of one sequence in a block, measured on the block: at its largest within a mini-batch, or where it grows with the tokens, at the end of the context.</summary>
static class SequenceBytes
{
    public static long Of(Block block, ModelConfig config, int index, int context)
    {
        long After(int tokens) => Measured(block, config.HiddenSize, tokens);
        if (block.Mixer is not TttLayer layer)
        {
            var kept = Mixers.Find(config.LayerTypeOf(index))?.Keeps(config, context) ?? 0;
            return After(1) + (kept > 1 ? (kept - 1) * (After(2) - After(1)) : 0);
        }
        var period = Math.Min(context, layer.Settings.Period ?? layer.Settings.MiniBatchSize);
        return new[] { 1, period - 1, period }.Where(tokens => tokens > 0).Distinct().Max(After);
    }

    static long Measured(Block block, int width, int tokens)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var state = block.forward(torch.zeros(1, tokens, width), (BlockState?)null).State;
        return state.Mixer.Tensors.Values.Append(state.ConvolutionTail).OfType<Tensor>().Sum(tensor => tensor.numel() * sizeof(float));
    }
}
