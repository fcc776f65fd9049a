namespace Ttt.Layers;

/// <summary>The sizes of one layer: its heads, and every dimension by name ("Model", "D", "Hidden", and the user's own).</summary>
public sealed class LayerSizes
{
    readonly Dictionary<string, int> _sizes;

    /// <summary>These sizes.</summary>
    /// <exception cref="ArgumentException">A size is not positive.</exception>
    public LayerSizes(int heads, IReadOnlyDictionary<string, int> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (heads < 1) throw new ArgumentException($"Heads is {heads}; a layer has at least one head.", nameof(heads));
        foreach (var (name, size) in dimensions)
            if (size < 1) throw new ArgumentException($"Dimension {name} is {size}; it must be at least 1.", nameof(dimensions));
        Heads = heads;
        _sizes = new(dimensions, StringComparer.Ordinal);
    }

    /// <summary>The number of heads.</summary>
    public int Heads { get; }

    /// <summary>The size of a dimension.</summary>
    /// <exception cref="ArgumentException">The layer has no dimension of this name.</exception>
    public int this[string dimension] => _sizes.TryGetValue(dimension, out var size)
        ? size
        : throw new ArgumentException($"The layer has no dimension {dimension}; it has {string.Join(", ", _sizes.Keys.Order(StringComparer.Ordinal))}.", nameof(dimension));

    /// <summary>The sizes of a declaration under these options.</summary>
    /// <exception cref="ArgumentException">The options do not fit the declaration.</exception>
    public static LayerSizes Resolve(LayerDeclaration declaration, TttLayerOptions options)
    {
        ArgumentNullException.ThrowIfNull(declaration);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Width < 1) throw new ArgumentException($"Width is {options.Width}; it must be at least 1.");
        if (options.Heads < 1) throw new ArgumentException($"Heads is {options.Heads}; a layer has at least one head.");
        if (options.HeadDimension is null && options.Width % options.Heads != 0)
            throw new ArgumentException($"Width {options.Width} is not divisible by {options.Heads} heads; choose another number of heads or set HeadDimension.");
        var head = options.HeadDimension ?? options.Width / options.Heads;
        var sizes = new Dictionary<string, int> { ["Model"] = options.Width, ["D"] = head };
        foreach (var dimension in declaration.Dimensions)
            if (dimension.Name is not ("Model" or "D"))
                sizes[dimension.Name] = SizeOf(dimension, head, declaration, options);
        RefuseUnknown(sizes, options, declaration);
        return new LayerSizes(options.Heads, sizes);
    }

    static int SizeOf(DimensionDeclaration dimension, int head, LayerDeclaration declaration, TttLayerOptions options)
        => options.Dimensions?.TryGetValue(dimension.Name, out var size) == true ? size
            : dimension.Size ?? dimension.Multiple * head
            ?? throw new ArgumentException($"Layer {declaration.Name}: dimension {dimension.Name} has no size; give it one in TttLayerOptions.Dimensions or by [Dimension(Size = ...)].");

    static void RefuseUnknown(Dictionary<string, int> sizes, TttLayerOptions options, LayerDeclaration declaration)
    {
        foreach (var name in options.Dimensions?.Keys ?? [])
        {
            if (name is "Model" or "D")
                throw new ArgumentException($"TttLayerOptions.Dimensions gives {name}; it follows from {(name == "D" ? "HeadDimension" : "Width")}, set that instead.");
            if (!sizes.ContainsKey(name))
                throw new ArgumentException($"Layer {declaration.Name} has no dimension {name}; it has {string.Join(", ", sizes.Keys.Order(StringComparer.Ordinal))}.");
        }
    }
}
