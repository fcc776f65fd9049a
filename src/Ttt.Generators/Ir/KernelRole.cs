using System;

namespace Ttt.Generators.Ir;

/// <summary>How a fused kernel computes an operation.</summary>
internal enum KernelRole
{
    /// <summary>It is there: an input or a number.</summary>
    Leaf,

    /// <summary>Element by element, in registers, with its neighbours.</summary>
    Elementwise,

    /// <summary>A value read again along an axis.</summary>
    Repeat,

    /// <summary>A number for every row, gathered while the row passes.</summary>
    RowReduction,

    /// <summary>A sum over rows.</summary>
    ColumnSum,

    /// <summary>A matrix product in register tiles.</summary>
    Product,

    /// <summary>A copy with rows and columns exchanged; none for a vector.</summary>
    Transpose,

    /// <summary>A row of another value, where it lies.</summary>
    LastRow,

    /// <summary>A function of the runtime library.</summary>
    Call,

    /// <summary>Not at all: the layer runs as tensor operations.</summary>
    None,
}

/// <summary>What the text of an elementwise operation may name.</summary>
internal sealed class VectorContext(Func<Extent, string> size, Func<Coefficient, string> number, Func<double, string> literal, bool isVector)
{
    /// <summary>The row of the element, and the column of the vector's first lane.</summary>
    public string Row => "r";

    public string Column => "j";

    /// <summary>The space is one row: a column vector lies in memory as a row.</summary>
    public bool IsVector => isVector;

    public string Size(Extent extent) => size(extent);

    /// <summary>A number of the language.</summary>
    public string Literal(double value) => literal(value);

    /// <summary>A vector of one number.</summary>
    public string Number(Coefficient coefficient) => number(coefficient);
}
