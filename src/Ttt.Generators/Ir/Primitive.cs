using System;
using System.Collections.Generic;

namespace Ttt.Generators.Ir;

/// <summary>
/// An operation with all its rules in one place: shape, value, derivative, algebra, notation and tensor code.
/// A primitive that lacks a rule does not compile.
/// </summary>
internal abstract record Primitive
{
    /// <summary>The short name that values of this operation are called by in emitted code.</summary>
    public abstract string Hint { get; }

    /// <summary>The shape of the result, or null where the operand shapes do not fit.</summary>
    public abstract Shape? Infer(IReadOnlyList<Shape> args);

    /// <summary>Value in double precision: the interpreter's rule.</summary>
    public abstract Matrix Evaluate(IReadOnlyList<Matrix> args, EvaluationContext context);

    /// <summary>
    /// Cotangents of the operands, given the cotangent <paramref name="d"/> of the result (same shape as the result).
    /// Written in primitives, so the same rule differentiates again. Null where an operand has none.
    /// </summary>
    public abstract int?[] Vjp(GraphBuilder g, int result, IReadOnlyList<int> args, int d);

    /// <summary>An equal, simpler value, or null. Called by the builder before a node is made.</summary>
    public virtual int? Simplify(GraphBuilder g, IReadOnlyList<int> args) => null;

    /// <summary>The same operation with other extents, for operations that hold shapes themselves.</summary>
    public virtual Primitive WithExtents(Func<Extent, Extent> map) => this;

    /// <summary>Mathematical notation, for Explain and comments.</summary>
    public abstract string Notation(IReadOnlyList<string> args);

    /// <summary>How tightly <see cref="Notation"/> binds: operands that bind less are put in parentheses.</summary>
    public virtual int Precedence => Ir.Precedence.Call;

    /// <summary>How a fused kernel computes the operation.</summary>
    public abstract KernelRole Kernel { get; }

    /// <summary>One vector of an elementwise operation in a kernel. Operands arrive as primary expressions; only those of role Elementwise have it.</summary>
    public virtual string Vector(IReadOnlyList<string> args, VectorContext context) => throw new InvalidOperationException($"{Hint} is not elementwise.");

    /// <summary>Memory that a kernel's function works on, by name, for a result of this shape; only those of role Call may have any.</summary>
    public virtual IReadOnlyList<(string Name, Shape Shape)> Scratch(Shape result) => [];

    /// <summary>TorchSharp C#. Operands arrive as primary expressions or literals.</summary>
    public abstract string Torch(IReadOnlyList<string> args, TorchContext context);
}

internal static class Precedence
{
    public const int Sum = 1;
    public const int Elementwise = 2;
    public const int MatrixProduct = 3;
    public const int Call = 4;
}
