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

    /// <summary>Multiplies the normalised output with act(x θ_G), act the <see cref="GateActivation"/>.</summary>
    public bool? Gate { get; init; }

    /// <summary>Rotates standard queries and keys by their position.</summary>
    public bool? Rope { get; init; }

    /// <summary>Normalises the output over all channels.</summary>
    public bool? PostNorm { get; init; }

    /// <summary>Taps of the convolutions of <see cref="ShareQk"/> and <see cref="Convolve"/>.</summary>
    public int? ConvKernel { get; init; }

    /// <summary>The base of the rotation's frequencies.</summary>
    public double? RopeBase { get; init; }

    /// <summary>Standard query and key positions restart at each boundary; if not, they count from the start of the sequence.</summary>
    public bool? RopeModulo { get; init; }

    /// <summary>Standard projections of query, key and value have a bias.</summary>
    public bool? Bias { get; init; }

    /// <summary>Standard views that pass a short causal convolution of their own; of query and key <see cref="ShareQk"/> has one anyway.</summary>
    public Views? Convolve { get; init; }

    /// <summary>Standard views that pass SiLU, after the convolution.</summary>
    public Views? Silu { get; init; }

    /// <summary>Standard views that are divided by their length, per head, after SiLU and before the rotation.</summary>
    public Views? L2Norm { get; init; }

    /// <summary>Normalises the output of every head (RMSNorm with a weight, ε = 1e-6), before <see cref="PostNorm"/>.</summary>
    public bool? HeadNorm { get; init; }

    /// <summary>The activation of <see cref="Gate"/>.</summary>
    public GateActivation? GateActivation { get; init; }

    /// <summary>Multiplies the layer's output with tanh(g), g learned for every channel, 0.1 at first.</summary>
    public bool? TanhGate { get; init; }

    /// <summary>Runs the sequence forwards, then what came of it backwards, with the same weights: y = x + o(x), output o(x) + flip(o(flip(y))). Not causal.</summary>
    public bool? Bidirectional { get; init; }

    /// <summary>Tokens whose losses every step descends, for a layer that declares a window.</summary>
    public int? Window { get; init; }

    /// <summary>Sizes of the declaration's own dimensions, by name.</summary>
    public IReadOnlyDictionary<string, int>? Dimensions { get; init; }

    /// <summary>Mini-batches between two states that training keeps; null: chosen by the size of the state. It never changes results.</summary>
    public int? CheckpointGroup { get; init; }
}
