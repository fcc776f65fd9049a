using System;

namespace Ttt.Generators.Ir;

/// <summary>What a primitive's tensor text may ask for: sizes of extents, and the shape it must produce.</summary>
internal sealed class TorchContext(Func<Extent, string> size, Func<Shape, string> shape, Func<Shape, double, string> filled, Func<string, string, double, string> plain)
{
    /// <summary>C# expression of an extent's size.</summary>
    public string Size(Extent extent) => size(extent);

    /// <summary>C# array expression of a full tensor shape whose last two axes are the given rows and columns.</summary>
    public string Shape(Shape matrix) => shape(matrix);

    /// <summary>C# expression of a tensor of the given shape filled with one number.</summary>
    public string Filled(Shape matrix, double value) => filled(matrix, value);

    /// <summary>C# expression of a matrix without batch or heads, filled with one number.</summary>
    public string Plain(string rows, string columns, double value) => plain(rows, columns, value);

    public string Coefficient(Coefficient coefficient) => coefficient.ToText(size);
}
