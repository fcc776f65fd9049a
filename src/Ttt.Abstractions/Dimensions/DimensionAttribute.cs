namespace Ttt;

/// <summary>The default size of a dimension of your own. The layer's options can override it.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class DimensionAttribute : Attribute
{
    /// <summary>A fixed size, or 0 where <see cref="Multiple"/> gives it.</summary>
    public int Size { get; set; }

    /// <summary>The size in multiples of the head dimension <see cref="D"/>, or 0 where <see cref="Size"/> gives it.</summary>
    public int Multiple { get; set; }
}
