using Ttt.Layers;

namespace Ttt.Models;

/// <summary>What the parts of a block cost, by their weights: a projection is a multiply-add a weight, a convolution a multiply-add a tap and channel.</summary>
static class BlockParts
{
    /// <summary>Square, sum, two factors; with a mean and a shift as well.</summary>
    public const int RmsNorm = 4, LayerNorm = 7;

    const string Mixer = "seq_modeling_block.", Norms = "norms", Projections = "projections", Convolutions = "convolutions", Gates = "gates", FeedForward = "feed-forward";

    public static IReadOnlyList<CostLine> Of(Block block, ModelConfig config, int index, int context)
    {
        var (mixing, operations) = Mixing(block.Mixer, config, index, context);
        var declared = block.Mixer is TttLayer layer ? layer.Description.Parameters.ToDictionary(p => p.Name, StringComparer.Ordinal) : [];
        var parts = new Dictionary<string, CostLine>(StringComparer.Ordinal);
        foreach (var (name, parameter) in block.named_parameters())
        {
            var shape = name.StartsWith(Mixer, StringComparison.Ordinal) ? parameter.shape : WeightShapes.Full(config, name, parameter.shape);
            var (part, factor) = name.StartsWith(Mixer, StringComparison.Ordinal) ? InMixer(name[Mixer.Length..], shape, declared, mixing, config) : InBlock(name, shape);
            var count = shape.Aggregate(1L, (product, size) => product * size);
            Add(part, count, OperationCount.Linear((double)factor * count));
        }
        Add(mixing, 0, operations);
        string[] order = [Norms, Convolutions, Projections, Gates, mixing, FeedForward];
        return [.. order.Where(parts.ContainsKey).Select(part => parts[part])];

        void Add(string part, long parameters, OperationCount count)
        {
            var line = parts.GetValueOrDefault(part) ?? new(part, 0, default);
            parts[part] = line with { Parameters = line.Parameters + parameters, Operations = line.Operations + count };
        }
    }

    /// <summary>Operations of the inner loop for one token and one head; null where nobody counted them.</summary>
    public static OperationCount? InnerLoop(TttLayer layer)
    {
        var rows = layer.Settings.MiniBatchSize;
        return layer.Program.Operations(rows, rows + layer.Settings.Window - 1) is { } all
            ? new(all.Forward / rows, all.Decode / rows, (all.Forward + all.Backward) / rows)
            : null;
    }

    static (string Part, OperationCount Operations) Mixing(SequenceMixer mixer, ModelConfig config, int index, int context)
    {
        if (mixer is TttLayer layer)
        {
            var one = InnerLoop(layer) ?? new(double.NaN, double.NaN, double.NaN);
            var heads = layer.Settings.Sizes.Heads;
            return ("inner loop", new(heads * one.Prefill, heads * one.Decode, heads * one.Training));
        }
        var kind = Mixers.Find(config.LayerTypeOf(index));
        return (kind?.Part ?? "mixing", kind?.Operations?.Invoke(config, context) ?? new(double.NaN, double.NaN, double.NaN));
    }

    static (string Part, int Factor) InBlock(string name, long[] shape) => name.Split('.')[0] switch
    {
        "mlp" => (FeedForward, 2),
        "conv" when !name.StartsWith("conv.norm", StringComparison.Ordinal) => (Convolutions, shape.Length == 3 ? 2 : 0),
        _ => (Norms, RmsNorm),
    };

    static (string Part, int Factor) InMixer(string name, long[] shape, Dictionary<string, ParameterDeclaration> declared, string mixing, ModelConfig config)
    {
        if (declared.TryGetValue(name, out var parameter))
            return parameter.IsProjection ? (Projections, 2) : parameter.Scope is ParameterScope.InnerModel or ParameterScope.Loss or ParameterScope.Update or ParameterScope.Ridge ? (mixing, 0) : (Gates, 2);
        return name switch
        {
            "learnable_ttt_lr_weight" => (Gates, 2),
            "learnable_ttt_lr_bias" => (Gates, 0),
            "tanh_gate" or "tanh_gate_reverse" => (Gates, 1),
            "post_norm.weight" => (Norms, LayerNorm),
            "post_norm.bias" => (Norms, 0),
            // one vector for all heads
            "head_norm.weight" => (Norms, RmsNorm * config.NumAttentionHeads),
            _ when shape.Length == 3 => (Convolutions, 2),
            _ when name.StartsWith("conv", StringComparison.Ordinal) => (Convolutions, 0),
            _ when name.EndsWith(".weight", StringComparison.Ordinal) => (Projections, 2),
            _ when name.EndsWith(".bias", StringComparison.Ordinal) => (Projections, 0),
            _ => (mixing, 0),
        };
    }
}
