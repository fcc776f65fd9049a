namespace Ttt.Layers;

/// <summary>Says that an assembly has a layer. The compiler writes one for each declared layer.</summary>
/// <param name="type">The layer's class.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TttLayerExportAttribute(Type type) : Attribute
{
    /// <summary>The layer's class.</summary>
    public Type Type { get; } = type;
}
