using System.Reflection;

namespace Ttt.Layers;

/// <summary>A layer of the catalogue.</summary>
public sealed class LayerEntry
{
    internal LayerEntry(Type type)
    {
        Type = type;
        Declaration = type.GetProperty("Declaration", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as LayerDeclaration
            ?? throw new ArgumentException($"{type} is exported as a layer but has no static Declaration; was it compiled with the generator of Ttt?");
    }

    /// <summary>The layer's class.</summary>
    public Type Type { get; }

    /// <summary>What it declares.</summary>
    public LayerDeclaration Declaration { get; }

    /// <summary>The name it is found by.</summary>
    public string Name => Declaration.Name;

    /// <summary>A new layer.</summary>
    /// <exception cref="ArgumentException">The options do not fit the declaration.</exception>
    public TttLayer Create(TttLayerOptions options)
    {
        var constructor = Type.GetConstructor([typeof(TttLayerOptions)]) ?? throw new ArgumentException($"{Type} has no public constructor of one {nameof(TttLayerOptions)}.");
        lock (WeightDraw.Gate)
            return (TttLayer)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, [options], null);
    }
}
