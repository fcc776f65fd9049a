namespace Ttt.Layers;

/// <summary>A dimension that a declaration uses, with its default size.</summary>
/// <param name="Name">The name of its type.</param>
/// <param name="Size">A fixed size, or null.</param>
/// <param name="Multiple">The size in multiples of the head dimension, or null.</param>
public sealed record DimensionDeclaration(string Name, int? Size, int? Multiple);
