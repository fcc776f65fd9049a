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

    /// <summary>The rotation's positions restart at each boundary.</summary>
    public bool RopeModulo { get; } = options.RopeModulo ?? declaration.RopeModulo;

    /// <summary>Standard projections have a bias.</summary>
    public bool Bias { get; } = HasStandardView(options.Bias ?? declaration.Bias, declaration);

    /// <summary>Views with a convolution of their own.</summary>
    public Views Convolve { get; } = Standard(options.Convolve ?? declaration.Convolve, declaration, "Convolve");

    /// <summary>Views that pass SiLU.</summary>
    public Views Silu { get; } = Standard(options.Silu ?? declaration.Silu, declaration, "Silu");

    /// <summary>Views of length 1.</summary>
    public Views L2Norm { get; } = Standard(options.L2Norm ?? declaration.L2Norm, declaration, "L2Norm");

    /// <summary>The output of every head is normalised.</summary>
    public bool HeadNorm { get; } = options.HeadNorm ?? declaration.HeadNorm;

    /// <summary>The activation of the output gate.</summary>
    public GateActivation GateActivation { get; } = Defined(options.GateActivation ?? declaration.GateActivation, "GateActivation");

    /// <summary>The output is multiplied with a learned tanh(g).</summary>
    public bool TanhGate { get; } = options.TanhGate ?? declaration.TanhGate;

    /// <summary>Sequences run both ways.</summary>
    public bool Bidirectional { get; } = options.Bidirectional ?? declaration.Bidirectional;

    /// <summary>Which weights a token's output reads.</summary>
    public ReadOut ReadOut { get; } = Defined(declaration.ReadOut, "ReadOut");

    /// <summary>No output depends on a later token.</summary>
    public bool IsCausal => !Bidirectional && ReadOut != ReadOut.ChunkEnd;

    /// <summary>Tokens whose losses every step descends.</summary>
    public int Window { get; } = AtLeastOne(WindowOf(declaration, options), "Window");

    /// <summary>Mini-batches between kept states, or null to choose.</summary>
    public int? CheckpointGroup { get; } = options.CheckpointGroup is { } group ? AtLeastOne(group, "CheckpointGroup") : null;

    /// <summary>K: tokens from one boundary to the next; null in Batch mode, where there is none.</summary>
    public int? Period => Mode switch { GradientDescent.Online => 1, GradientDescent.Batch => null, _ => MiniBatchSize };

    /// <summary>Positions with a learned part δ.</summary>
    public int LearnedPositions => Mode == GradientDescent.Online ? 1 : MiniBatchSize;

    static int AtLeastOne(int value, string name) => value >= 1 ? value : throw new ArgumentException($"{name} is {value}; it must be at least 1.");

    static double Finite(double value, string name) => double.IsFinite(value) ? value : throw new ArgumentException($"{name} is not a finite number.");

    static double Positive(double value, string name) => value > 0 && double.IsFinite(value) ? value : throw new ArgumentException($"{name} must be a positive number.");

    static T Defined<T>(T value, string name) where T : struct, Enum
        => Enum.IsDefined(value) ? value : throw new ArgumentException($"{name} is {value}; it must be {string.Join(" or ", Enum.GetNames<T>())}.");

    static int WindowOf(LayerDeclaration declaration, TttLayerOptions options)
        => options.Window is not { } window || window == declaration.Window || declaration.Window > 1
            ? options.Window ?? declaration.Window
            : throw new ArgumentException($"Window is {window}, but layer {declaration.Name} declares no window; declare one by [TttLayer(Window = ...)].");

    static Views DeclaredViews(LayerDeclaration declaration)
        => (declaration.CustomQuery ? Views.Query : 0) | (declaration.CustomKey ? Views.Key : 0) | (declaration.CustomValue ? Views.Value : 0);

    static Views Standard(Views views, LayerDeclaration declaration, string name)
    {
        if ((views & ~Views.All) != 0) throw new ArgumentException($"{name} is {views}; it must name some of Query, Key and Value.");
        if ((views & DeclaredViews(declaration)) is not Views.None and var declared)
            throw new ArgumentException($"{name} names {declared}, which layer {declaration.Name} declares by method; it is for standard views. Leave it out of {name} and write it in the method.");
        return views;
    }

    static bool HasStandardView(bool bias, LayerDeclaration declaration)
        => !bias || DeclaredViews(declaration) != Views.All
            ? bias
            : throw new ArgumentException($"Bias is for standard projections, but layer {declaration.Name} declares query, key and value by method; add a slow Vec in the methods.");
}
