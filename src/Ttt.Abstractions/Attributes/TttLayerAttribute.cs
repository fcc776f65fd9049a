namespace Ttt;

/// <summary>
/// Declares a partial class to be a test-time-training layer. The compiler derives from its <see cref="InnerModelAttribute"/> method the inner gradient,
/// the dual form, the backward pass and the decode step. Every value here is a default of the generated layer's options.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TttLayerAttribute : Attribute
{
    /// <summary>The name in the catalogue and in configurations; the class name where it is null.</summary>
    public string? Name { get; set; }

    /// <summary>Where inner gradients are taken.</summary>
    public GradientDescent Mode { get; set; } = GradientDescent.MiniBatch;

    /// <summary>Tokens per inner mini-batch (K), for <see cref="GradientDescent.MiniBatch"/>.</summary>
    public int MiniBatchSize { get; set; } = 16;

    /// <summary>The standard inner rate is λ = BaseRate / D · sigmoid(x·w + b).</summary>
    public double BaseRate { get; set; } = 1.0;

    /// <summary>
    /// The position factor τ. Where it is not given it is <see cref="PositionFactor.Standard"/> with the standard rate, and <see cref="PositionFactor.None"/> where the
    /// class declares a rate, a retention, a momentum, a window, an update or a solver of its own: then the equations are the class's alone.
    /// </summary>
    public PositionFactor PositionFactor { get; set; } = PositionFactor.Standard;

    /// <summary>One projection serves query and key, each through its own short causal convolution.</summary>
    public bool ShareQk { get; set; }

    /// <summary>Multiplies the normalised output with gelu(x θ_G).</summary>
    public bool Gate { get; set; }

    /// <summary>Taps of the convolutions of <see cref="ShareQk"/>.</summary>
    public int ConvKernel { get; set; } = 4;

    /// <summary>Rotates standard queries and keys by their position in the mini-batch.</summary>
    public bool Rope { get; set; } = true;

    /// <summary>The base of the rotation's frequencies.</summary>
    public double RopeBase { get; set; } = 10000;

    /// <summary>Normalises the output over all channels (LayerNorm, ε = 1e-6) before gate and output projection.</summary>
    public bool PostNorm { get; set; } = true;

    /// <summary>Standard query and key positions restart at each boundary; if not, they count from the start of the sequence.</summary>
    public bool RopeModulo { get; set; } = true;

    /// <summary>Standard projections of query, key and value have a bias.</summary>
    public bool Bias { get; set; }

    /// <summary>Standard views that pass a short causal convolution of <see cref="ConvKernel"/> taps of their own.</summary>
    public Views Convolve { get; set; }

    /// <summary>Standard views that pass SiLU (after the convolution).</summary>
    public Views Silu { get; set; }

    /// <summary>Standard views that are divided by their length, per head (after SiLU, before the rotation).</summary>
    public Views L2Norm { get; set; }

    /// <summary>Normalises the output of every head (RMSNorm with a weight, ε = 1e-6).</summary>
    public bool HeadNorm { get; set; }

    /// <summary>The activation of <see cref="Gate"/>.</summary>
    public GateActivation GateActivation { get; set; }

    /// <summary>Multiplies the layer's output with tanh(g), g learned for every channel, 0.1 at first.</summary>
    public bool TanhGate { get; set; }

    /// <summary>Runs the sequence forwards, then what came of it backwards, with the same weights: y = x + o(x), output o(x) + flip(o(flip(y))). Not causal.</summary>
    public bool Bidirectional { get; set; }

    /// <summary>Which weights a token's output reads.</summary>
    public ReadOut ReadOut { get; set; }

    /// <summary>Where the gradient is taken when the weights shrink.</summary>
    public Decay Decay { get; set; }

    /// <summary>How often the momentum moves.</summary>
    public MomentumPer MomentumPer { get; set; }

    /// <summary>Tokens whose losses every step descends (the Omega rule); 1: the token's own.</summary>
    public int Window { get; set; } = 1;

    /// <summary>How the inner loss is made smaller.</summary>
    public InnerSolver Solver { get; set; }
}
