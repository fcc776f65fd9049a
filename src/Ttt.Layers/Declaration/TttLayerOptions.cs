namespace Ttt.Layers;

/// <summary>The sizes and settings of one layer. What is null is as declared.</summary>
public sealed record TttLayerOptions
{
    /// <summary>Channels of input and output (C).</summary>
    public required int Width { get; init; }

    /// <summary>The number of heads (H).</summary>
    public required int Heads { get; init; }

    /// <summary>The dimension of one head; null: width divided by heads.</summary>
    public int? HeadDimension { get; init; }

    /// <summary>Where inner gradients are taken.</summary>
    public GradientDescent? Mode { get; init; }

    /// <summary>Tokens per inner mini-batch (K). In Batch mode, the number of positions that have a learned part δ.</summary>
    public int? MiniBatchSize { get; init; }

    /// <summary>The standard inner rate is λ = BaseRate / D · sigmoid(x·w + b).</summary>
    public double? BaseRate { get; init; }

    /// <summary>The position factor τ.</summary>
    public PositionFactor? PositionFactor { get; init; }

    /// <summary>One projection serves query and key, each through its own short causal convolution.</summary>
    public bool? ShareQk { get; init; }

    /// <summary>Multiplies the normalised output with gelu(x θ_G).</summary>
    public bool? Gate { get; init; }

    /// <summary>Rotates standard queries and keys by their position.</summary>
    public bool? Rope { get; init; }

    /// <summary>Normalises the output over all channels.</summary>
    public bool? PostNorm { get; init; }

    /// <summary>Taps of the convolutions of <see cref="ShareQk"/>.</summary>
    public int? ConvKernel { get; init; }

    /// <summary>The base of the rotation's frequencies.</summary>
    public double? RopeBase { get; init; }

    /// <summary>Sizes of the declaration's own dimensions, by name.</summary>
    public IReadOnlyDictionary<string, int>? Dimensions { get; init; }

    /// <summary>Mini-batches between two states that training keeps; null: chosen by the size of the state. It never changes results.</summary>
    public int? CheckpointGroup { get; init; }
}
