using System;

namespace Ttt.Generators.Ir;

/// <summary>A symbolic extent: one, the rows of a mini-batch (tokens), or a named dimension of the layer.</summary>
internal readonly record struct Extent(ExtentKind Kind, string Name)
{
    public static readonly Extent One = new(ExtentKind.One, "1");

    public static readonly Extent Tokens = new(ExtentKind.Tokens, "b");

    /// <summary>The rows of keys and values where a window reaches further back than the mini-batch.</summary>
    public static readonly Extent Keys = new(ExtentKind.Keys, "e");

    /// <summary>Rows that are tokens.</summary>
    public bool IsTokens => Kind is ExtentKind.Tokens or ExtentKind.Keys;

    public static Extent Of(string dimension) => new(ExtentKind.Dimension, dimension);

    public bool IsOne => Kind == ExtentKind.One;

    public override string ToString() => Name;
}

internal enum ExtentKind
{
    One,
    Tokens,
    Keys,
    Dimension,
}

/// <summary>Rows × columns. Batch and heads are an implicit outer axis that only emitters see.</summary>
internal readonly record struct Shape(Extent Rows, Extent Columns)
{
    public static readonly Shape Scalar = new(Extent.One, Extent.One);

    public Shape Transposed => new(Columns, Rows);

    public bool IsScalar => Rows.IsOne && Columns.IsOne;

    /// <summary>The shape of an elementwise operation, or null where the operands do not broadcast.</summary>
    public static Shape? Broadcast(Shape a, Shape b)
        => Broadcast(a.Rows, b.Rows) is { } rows && Broadcast(a.Columns, b.Columns) is { } columns ? new Shape(rows, columns) : null;

    public Shape Map(Func<Extent, Extent> map) => new(map(Rows), map(Columns));

    private static Extent? Broadcast(Extent a, Extent b) => a == b || b.IsOne ? a : a.IsOne ? b : null;

    public override string ToString() => $"[{Rows},{Columns}]";
}
