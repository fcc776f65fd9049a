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

    /// <summary>Multiplies the normalised output with gelu(x θ_G).</summary>
    public bool Gate { get; init; }

    /// <summary>Rotates standard queries and keys by their position.</summary>
    public bool Rope { get; init; } = true;

    /// <summary>Normalises the output over all channels.</summary>
    public bool PostNorm { get; init; } = true;

    /// <summary>Taps of the convolutions of <see cref="ShareQk"/>.</summary>
    public int ConvKernel { get; init; } = 4;

    /// <summary>The base of the rotation's frequencies.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>The dimension of what enters the inner model: of queries and keys.</summary>
    public required string InputDimension { get; init; }

    /// <summary>The dimension of what the inner model answers: of values and outputs.</summary>
    public required string OutputDimension { get; init; }

    /// <summary>The query is a declared view.</summary>
    public bool CustomQuery { get; init; }

    /// <summary>The key is a declared view.</summary>
    public bool CustomKey { get; init; }

    /// <summary>The value is a declared view.</summary>
    public bool CustomValue { get; init; }

    /// <summary>The rate is a declared method.</summary>
    public bool CustomRate { get; init; }

    /// <summary>The layer has a dual form; without one it runs token by token.</summary>
    public bool HasDual { get; init; } = true;

    /// <summary>The declared fast and slow parameters, in the order of their methods and of their place there.</summary>
    public required IReadOnlyList<ParameterDeclaration> Parameters { get; init; }

    /// <summary>The dimensions that the declaration uses.</summary>
    public required IReadOnlyList<DimensionDeclaration> Dimensions { get; init; }

    /// <summary>What was derived, in notation: several lines.</summary>
    public required string Explanation { get; init; }
}
