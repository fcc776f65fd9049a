using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Says where in a model values stop being finite numbers, and what may help.</summary>
static class NonFiniteSearch
{
    const string Slower = "try a lower learning_rate (--lr) or a longer warm-up, warmup_steps (--warmup)";
    const string SlowerInside = "try a lower inner rate, ttt_base_lr (--base-lr), or one that is warmed up, inner_warmup_steps (--inner-warmup)";

    /// <summary>The first part whose output is not finite, on the way from the tokens to the loss.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">What it read.</param>
    /// <param name="state">Where the rows went on from; null: they began anew.</param>
    public static string InOutputs(LanguageModel model, SequenceBatch batch, ModelState? state)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var precision = Autocast.To(model.Precision.Type());
        if (model.named_parameters().FirstOrDefault(p => !Finite(p.parameter)) is (var name, { } broken))
            return $"the weights {name} [{string.Join(",", broken.shape)}] already hold values that are not finite; go back to a checkpoint, and {Slower}";
        var backbone = model.Backbone;
        var x_BTC = backbone.Embed(batch.Input(model.Device));
        for (var i = 0; i < backbone.Blocks.Count; i++)
        {
            var block = backbone.Blocks[i];
            BlockPart? first = null;
            Tensor? mixed = null;
            void observe(BlockPart part, Tensor input, Tensor output)
            {
                if (first is null && !Finite(output))
                    (first, mixed) = (part, input.alias().MoveToOuterDisposeScope());
            }
            if (state is null)
                x_BTC = block.forward(x_BTC, batch.Documents, observe);
            else
                x_BTC = Continued(block, x_BTC, state.Blocks[i], observe);
            if (first == BlockPart.Mixer && block.Mixer is TttLayer layer && state is null && !Finite(InnerOutput(layer, mixed!, batch.Documents)))
                return $"the first output that is not finite is that of the inner loop of the mixer of {Name(model, i)}; {SlowerInside}, or {Slower}";
            if (first is not null)
                return $"the first output that is not finite is that of {Name(first.Value)} of {Name(model, i)}; {Slower}";
        }
        return $"all blocks give finite outputs, the vocabulary's logits do not; {Slower}";
    }

    /// <summary>The first part whose gradient is not finite, on the way from the loss back to the tokens.</summary>
    public static string InGradients(LanguageModel model)
    {
        var broken = model.named_parameters().Where(p => p.parameter.grad is { } gradient && !Finite(gradient)).Select(p => p.name).ToHashSet(StringComparer.Ordinal);
        for (var i = model.Backbone.Blocks.Count - 1; i >= 0; i--)
            foreach (var part in (BlockPart[])[BlockPart.FeedForward, BlockPart.Mixer, BlockPart.Convolution])
            {
                var own = Prefixes(part).SelectMany(prefix => broken.Where(name => name.StartsWith($"model.layers.{i}.{prefix}.", StringComparison.Ordinal))).ToArray();
                if (own.Length == 0)
                    continue;
                // what comes after the inner loop still had gradients that are numbers
                var inside = part == BlockPart.Mixer && model.Backbone.Blocks[i].Mixer is TttLayer && !own.Any(name => name.EndsWith(".o_proj.weight", StringComparison.Ordinal));
                return $"the first gradient that is not finite, from the loss on, is in {(inside ? "the inner loop of " : "")}{Name(part)} of {Name(model, i)} ({own[0]}); {(inside ? $"{SlowerInside}, or " : "")}{Slower}";
            }
        return $"the gradient of the embedding is not finite, those of all blocks are; {Slower}";
    }

    static Tensor Continued(Block block, Tensor x_BTC, BlockState state, Action<BlockPart, Tensor, Tensor> observe)
    {
        var (output, next) = block.forward(x_BTC, state, observe);
        next.Dispose();
        return output;
    }

    static bool Finite(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        // a sum could overflow where no value does
        return double.IsFinite(tensor.detach().abs().max().to(torch.ScalarType.Float64).item<double>());
    }

    static Tensor InnerOutput(TttLayer layer, Tensor x_BTC, PackedDocuments? documents) =>
        documents is null ? layer.Activations(x_BTC).InnerOutput : documents.Run(x_BTC, x => layer.Activations(x).InnerOutput, layer.IsCausal);

    static string Name(LanguageModel model, int block) => $"block {block + 1} of {model.Backbone.Blocks.Count} ({model.Config.LayerTypeOf(block)}, model.layers.{block})";

    static string Name(BlockPart part) => part switch { BlockPart.Mixer => "the mixer", BlockPart.Convolution => "the convolution", _ => "the feed-forward part" };

    static string[] Prefixes(BlockPart part) => part switch { BlockPart.Mixer => ["seq_modeling_block", "seq_norm"], BlockPart.Convolution => ["conv"], _ => ["mlp", "ffn_norm"] };
}
