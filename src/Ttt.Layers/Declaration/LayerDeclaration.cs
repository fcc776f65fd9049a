namespace Ttt.Layers;

/// <summary>What a layer's class declared. The compiler writes one for each layer; its values are the defaults of <see cref="TttLayerOptions"/>.</summary>
public sealed record LayerDeclaration
{
    /// <summary>The name in the catalogue: the attribute's, or the class name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of the class.</summary>
    public required string ClassName { get; init; }

    /// <summary>Where inner gradients are taken.</summary>
    public GradientDescent Mode { get; init; } = GradientDescent.MiniBatch;

    /// <summary>Tokens per inner mini-batch (K).</summary>
    public int MiniBatchSize { get; init; } = 16;

    /// <summary>The standard inner rate is λ = BaseRate / D · sigmoid(x·w + b).</summary>
    public double BaseRate { get; init; } = 1.0;

    /// <summary>The position factor τ.</summary>
    public PositionFactor PositionFactor { get; init; } = PositionFactor.Standard;

    /// <summary>One projection serves query and key, each through its own short causal convolution.</summary>
    public bool ShareQk { get; init; }

    /// <summary>Multiplies the normalised output with act(x θ_G), act the <see cref="GateActivation"/>.</summary>
    public bool Gate { get; init; }

    /// <summary>Rotates standard queries and keys by their position.</summary>
    public bool Rope { get; init; } = true;

    /// <summary>Normalises the output over all channels.</summary>
    public bool PostNorm { get; init; } = true;

    /// <summary>Taps of the convolutions of <see cref="ShareQk"/> and <see cref="Convolve"/>.</summary>
    public int ConvKernel { get; init; } = 4;

    /// <summary>The base of the rotation's frequencies.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>Standard query and key positions restart at each boundary; if not, they count from the start of the sequence.</summary>
    public bool RopeModulo { get; init; } = true;

    /// <summary>Standard projections of query, key and value have a bias.</summary>
    public bool Bias { get; init; }

    /// <summary>Standard views that pass a short causal convolution of their own; of query and key <see cref="ShareQk"/> has one anyway.</summary>
    public Views Convolve { get; init; }

    /// <summary>Standard views that pass SiLU, after the convolution.</summary>
    public Views Silu { get; init; }

    /// <summary>Standard views that are divided by their length, per head, after SiLU and before the rotation.</summary>
    public Views L2Norm { get; init; }

    /// <summary>Normalises the output of every head (RMSNorm with a weight, ε = 1e-6), before <see cref="PostNorm"/>.</summary>
    public bool HeadNorm { get; init; }

    /// <summary>The activation of <see cref="Gate"/>.</summary>
    public GateActivation GateActivation { get; init; }

    /// <summary>Multiplies the layer's output with tanh(g), g learned for every channel, 0.1 at first.</summary>
    public bool TanhGate { get; init; }

    /// <summary>Runs the sequence forwards, then what came of it backwards, with the same weights: y = x + o(x), output o(x) + flip(o(flip(y))). Not causal.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Which weights a token's output reads.</summary>
    public ReadOut ReadOut { get; init; }

    /// <summary>Where the gradient is taken when the weights shrink.</summary>
    public Decay Decay { get; init; }

    /// <summary>How often the momentum moves.</summary>
    public MomentumPer MomentumPer { get; init; }

    /// <summary>Tokens whose losses every step descends; 1: the token's own.</summary>
    public int Window { get; init; } = 1;

    /// <summary>How the inner loss is made smaller.</summary>
    public InnerSolver Solver { get; init; }

    /// <summary>No output depends on a later token, as far as the declaration says; options may change it.</summary>
    public bool IsCausal => !Bidirectional && ReadOut != ReadOut.ChunkEnd;

    /// <summary>The dimension of what enters the inner model: of queries and keys, after the feature map if there is one.</summary>
    public required string InputDimension { get; init; }

    /// <summary>The dimension of the query and key views; without a feature map that of what enters the inner model.</summary>
    public string ViewDimension
    {
        get => field ?? InputDimension;
        init;
    }

    /// <summary>The dimension of what the inner model answers: of outputs.</summary>
    public required string OutputDimension { get; init; }

    /// <summary>The dimension of the value view; the output's where nothing else is declared.</summary>
    public string ValueDimension
    {
        get => field ?? OutputDimension;
        init;
    }

    /// <summary>The dimension of labels; that of the value view where nothing else is declared.</summary>
    public string LabelDimension
    {
        get => field ?? ValueDimension;
        init;
    }

    /// <summary>The query is a declared view.</summary>
    public bool CustomQuery { get; init; }

    /// <summary>The key is a declared view.</summary>
    public bool CustomKey { get; init; }

    /// <summary>The value is a declared view.</summary>
    public bool CustomValue { get; init; }

    /// <summary>Queries and keys pass a declared feature map.</summary>
    public bool CustomFeatures { get; init; }

    /// <summary>The label is a declared method of value and key.</summary>
    public bool CustomTarget { get; init; }

    /// <summary>The weight of a token's loss in a window is a declared method.</summary>
    public bool CustomWindowWeight { get; init; }

    /// <summary>The gates of the inner optimiser, in the order in which programs read them: the standard rate alone where none is declared.</summary>
    public IReadOnlyList<GateDeclaration> Gates { get; init; } = [new(InnerGate.Rate, false)];

    /// <summary>How many tokens ago the earlier views are that the inner model reads.</summary>
    public IReadOnlyList<int> Previous { get; init; } = [];

    /// <summary>No inner gradient depends on a fast weight: where it is taken makes no difference.</summary>
    public bool ConstantGradient { get; init; }

    /// <summary>The layer has a dual form; without one it runs token by token.</summary>
    public bool HasDual { get; init; } = true;

    /// <summary>The declared fast and slow parameters, in the order of their methods and of their place there.</summary>
    public required IReadOnlyList<ParameterDeclaration> Parameters { get; init; }

    /// <summary>The dimensions that the declaration uses.</summary>
    public required IReadOnlyList<DimensionDeclaration> Dimensions { get; init; }

    /// <summary>What was derived, in notation: several lines.</summary>
    public required string Explanation { get; init; }
}
