namespace Ttt.Layers;

/// <summary>The settings of one layer: the options where they speak, else the declaration.</summary>
/// <param name="declaration">The layer's declaration.</param>
/// <param name="options">The layer's options.</param>
/// <exception cref="ArgumentException">A setting is out of range, or does not fit the others.</exception>
public sealed class LayerSettings(LayerDeclaration declaration, TttLayerOptions options)
{
    /// <summary>Heads and dimensions.</summary>
    public LayerSizes Sizes { get; } = LayerSizes.Resolve(declaration, options);

    /// <summary>Where inner gradients are taken.</summary>
    public GradientDescent Mode { get; } = options.Mode ?? declaration.Mode;

    /// <summary>The attribute's or option's mini-batch size, whatever the mode.</summary>
    public int MiniBatchSize { get; } = AtLeastOne(options.MiniBatchSize ?? declaration.MiniBatchSize, "MiniBatchSize");

    /// <summary>Base of the standard rate.</summary>
    public double BaseRate { get; } = Finite(options.BaseRate ?? declaration.BaseRate, "BaseRate");

    /// <summary>The position factor τ.</summary>
    public PositionFactor PositionFactor { get; } = options.PositionFactor ?? declaration.PositionFactor;

    /// <summary>Standard query and key share a projection and have a convolution each.</summary>
    public bool ShareQk { get; } = options.ShareQk ?? declaration.ShareQk;

    /// <summary>The output is gated.</summary>
    public bool Gate { get; } = options.Gate ?? declaration.Gate;

    /// <summary>Standard queries and keys are rotated.</summary>
    public bool Rope { get; } = options.Rope ?? declaration.Rope;

    /// <summary>The output is normalised.</summary>
    public bool PostNorm { get; } = options.PostNorm ?? declaration.PostNorm;

    /// <summary>Taps of the convolutions.</summary>
    public int ConvKernel { get; } = AtLeastOne(options.ConvKernel ?? declaration.ConvKernel, "ConvKernel");

    /// <summary>Base of the rotation's frequencies.</summary>
    public double RopeBase { get; } = Positive(options.RopeBase ?? declaration.RopeBase, "RopeBase");

    /// <summary>Mini-batches between kept states, or null to choose.</summary>
    public int? CheckpointGroup { get; } = options.CheckpointGroup is { } group ? AtLeastOne(group, "CheckpointGroup") : null;

    /// <summary>K: tokens from one boundary to the next; null in Batch mode, where there is none.</summary>
    public int? Period => Mode switch { GradientDescent.Online => 1, GradientDescent.Batch => null, _ => MiniBatchSize };

    /// <summary>Positions with a learned part δ.</summary>
    public int LearnedPositions => Mode == GradientDescent.Online ? 1 : MiniBatchSize;

    static int AtLeastOne(int value, string name) => value >= 1 ? value : throw new ArgumentException($"{name} is {value}; it must be at least 1.");

    static double Finite(double value, string name) => double.IsFinite(value) ? value : throw new ArgumentException($"{name} is not a finite number.");

    static double Positive(double value, string name) => value > 0 && double.IsFinite(value) ? value : throw new ArgumentException($"{name} must be a positive number.");
}
