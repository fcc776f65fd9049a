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

    /// <summary>The position factor τ.</summary>
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
}
