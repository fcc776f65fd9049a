using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>A call of a function: its operands in the order of the parameters, the number that comes after them, and which of two dimensions is known to be smaller.</summary>
internal readonly record struct FunctionCall(int[] Operands, double Number, Func<Extent, Extent, bool> IsSmaller)
{
    public int A => Operands[0];

    public int B => Operands[1];

    public int? At(int index) => index < Operands.Length ? Operands[index] : null;
}

/// <summary>The functions of <c>Ttt.Fn</c> as graphs.</summary>
internal static class FunctionTable
{
    private delegate int Build(GraphBuilder g, FunctionCall call);

    private static readonly Dictionary<string, Build> Functions = new(StringComparer.Ordinal)
    {
        ["Exp"] = static (g, f) => g.Exp(f.A),
        ["Log"] = static (g, f) => g.Log(f.A),
        ["Sqrt"] = static (g, f) => g.Sqrt(f.A),
        ["Square"] = static (g, f) => g.Square(f.A),
        ["Tanh"] = static (g, f) => g.Tanh(f.A),
        ["Sigmoid"] = static (g, f) => g.Sigmoid(f.A),
        ["Relu"] = static (g, f) => g.Relu(f.A),
        ["Silu"] = static (g, f) => Macros.Silu(g, f.A),
        ["Gelu"] = static (g, f) => Macros.Gelu(g, f.A),
        ["GeluErf"] = static (g, f) => Macros.GeluErf(g, f.A),
        ["Softplus"] = static (g, f) => Macros.Softplus(g, f.A),
        ["Abs"] = static (g, f) => Macros.Abs(g, f.A),
        ["Elu"] = static (g, f) => Macros.Elu(g, f.A),
        ["Huber"] = static (g, f) => Macros.Huber(g, f.A, f.Number),
        ["Pow"] = static (g, f) => g.Pow(f.A, f.Number),
        ["Max"] = static (g, f) => Macros.Max(g, f.A, f.B),
        ["Min"] = static (g, f) => Macros.Min(g, f.A, f.B),
        ["LayerNorm"] = static (g, f) => Macros.LayerNorm(g, f.A, f.At(1), f.At(2), f.Number),
        ["RmsNorm"] = static (g, f) => Macros.RmsNorm(g, f.A, f.At(1), f.Number),
        ["L2Norm"] = static (g, f) => Macros.L2Norm(g, f.A, f.Number),
        ["Softmax"] = static (g, f) => Macros.Softmax(g, f.A),
        ["Dot"] = static (g, f) => Macros.Dot(g, f.A, f.B),
        ["Sum"] = static (g, f) => g.SumColumns(f.A),
        ["Mean"] = static (g, f) => Macros.Mean(g, f.A),
        ["Norm"] = static (g, f) => Macros.Norm(g, f.A, f.Number),
        ["Hadamard"] = static (g, f) => g.Mul(f.A, f.B),
        ["FrobeniusNorm"] = static (g, f) => Macros.FrobeniusNorm(g, f.A, f.Number),
        ["RowNorms"] = static (g, f) => Macros.RowNorms(g, f.A, f.Number),
        ["ColumnNorms"] = static (g, f) => Macros.ColumnNorms(g, f.A, f.Number),
        ["ScaleRows"] = static (g, f) => Macros.ScaleRows(g, f.A, f.B),
        ["ScaleColumns"] = static (g, f) => Macros.ScaleColumns(g, f.A, f.B),
        ["NewtonSchulz"] = static (g, f) => Macros.NewtonSchulz(g, f.A, f.IsSmaller(g.ShapeOf(f.A).Columns, g.ShapeOf(f.A).Rows)),
    };

    public static bool Knows(string name) => Functions.ContainsKey(name);

    public static int Apply(string name, GraphBuilder g, FunctionCall call) => Functions[name](g, call);

    /// <summary>Whether the number of a function may have this value.</summary>
    public static bool Allows(string parameter, double number) => !double.IsNaN(number) && !double.IsInfinity(number) && parameter switch
    {
        "epsilon" => number >= 0,
        "delta" => number > 0,
        _ => true,
    };

    /// <summary>What <see cref="Allows"/> asks for, in words.</summary>
    public static string Wanted(string parameter) => parameter switch
    {
        "epsilon" => "finite and not negative",
        "delta" => "finite and positive",
        _ => "finite",
    };
}
