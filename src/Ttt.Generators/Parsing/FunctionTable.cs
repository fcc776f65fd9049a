using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>The functions of <c>Ttt.Fn</c> as graphs. Operands come in the order of the parameters, epsilon apart.</summary>
internal static class FunctionTable
{
    private delegate int Build(GraphBuilder g, int[] operands, double epsilon);

    private static readonly Dictionary<string, Build> Functions = new(StringComparer.Ordinal)
    {
        ["Exp"] = static (g, a, _) => g.Exp(a[0]),
        ["Log"] = static (g, a, _) => g.Log(a[0]),
        ["Sqrt"] = static (g, a, _) => g.Sqrt(a[0]),
        ["Square"] = static (g, a, _) => g.Square(a[0]),
        ["Tanh"] = static (g, a, _) => g.Tanh(a[0]),
        ["Sigmoid"] = static (g, a, _) => g.Sigmoid(a[0]),
        ["Relu"] = static (g, a, _) => g.Relu(a[0]),
        ["Silu"] = static (g, a, _) => Macros.Silu(g, a[0]),
        ["Gelu"] = static (g, a, _) => Macros.Gelu(g, a[0]),
        ["GeluErf"] = static (g, a, _) => Macros.GeluErf(g, a[0]),
        ["Softplus"] = static (g, a, _) => Macros.Softplus(g, a[0]),
        ["LayerNorm"] = static (g, a, epsilon) => Macros.LayerNorm(g, a[0], At(a, 1), At(a, 2), epsilon),
        ["RmsNorm"] = static (g, a, epsilon) => Macros.RmsNorm(g, a[0], At(a, 1), epsilon),
        ["L2Norm"] = static (g, a, epsilon) => Macros.L2Norm(g, a[0], epsilon),
        ["Softmax"] = static (g, a, _) => Macros.Softmax(g, a[0]),
        ["Dot"] = static (g, a, _) => Macros.Dot(g, a[0], a[1]),
        ["Sum"] = static (g, a, _) => g.SumColumns(a[0]),
        ["Mean"] = static (g, a, _) => Macros.Mean(g, a[0]),
    };

    public static bool Knows(string name) => Functions.ContainsKey(name);

    public static int Apply(string name, GraphBuilder g, int[] operands, double epsilon) => Functions[name](g, operands, epsilon);

    private static int? At(int[] operands, int index) => index < operands.Length ? operands[index] : null;
}
