using System;

namespace Ttt.Generators.Ir;

/// <summary>
/// Functions of the language that are compositions of primitives. Each result is tagged as a region, so that emitters
/// may fuse it and Explain can print it by name. Constants as in arXiv 2407.04620 and its published program.
/// </summary>
internal static partial class Macros
{
    private static readonly double GeluScale = Math.Sqrt(2 / Math.PI);
    private const double GeluCubic = 0.044715;

    public static int Mean(GraphBuilder g, int x)
        => g.Scale(Coefficient.SizeOf(g.ShapeOf(x).Columns, -1), g.SumColumns(x));

    public static int Dot(GraphBuilder g, int a, int b) => g.SumColumns(g.Mul(a, b));

    /// <summary>(x − mean) / sqrt(population variance + ε), then γ∘ and + β where given.</summary>
    public static int LayerNorm(GraphBuilder g, int x, int? gamma, int? beta, double epsilon)
    {
        var centred = g.Sub(x, Mean(g, x));
        var normal = g.Mul(centred, g.Rsqrt(g.AddConst(Mean(g, g.Square(centred)), epsilon)));
        return g.Named("LayerNorm", Affine(g, normal, gamma, beta), Operands(x, gamma, beta));
    }

    /// <summary>x / sqrt(mean x² + ε), then γ∘ where given.</summary>
    public static int RmsNorm(GraphBuilder g, int x, int? gamma, double epsilon)
    {
        var normal = g.Mul(x, g.Rsqrt(g.AddConst(Mean(g, g.Square(x)), epsilon)));
        return g.Named("RmsNorm", Affine(g, normal, gamma, null), Operands(x, gamma, null));
    }

    /// <summary>x / sqrt(Σx² + ε).</summary>
    public static int L2Norm(GraphBuilder g, int x, double epsilon)
        => g.Named("L2Norm", g.Mul(x, g.Rsqrt(g.AddConst(g.SumColumns(g.Square(x)), epsilon))), x);

    /// <summary>sqrt(Σx² + ε).</summary>
    public static int Norm(GraphBuilder g, int x, double epsilon) => g.Named("Norm", g.Sqrt(g.AddConst(g.SumColumns(g.Square(x)), epsilon)), x);

    public static int Softmax(GraphBuilder g, int x)
    {
        var exp = g.Exp(g.Sub(x, g.RowMax(x)));
        return g.Named("Softmax", g.Div(exp, g.SumColumns(exp)), x);
    }

    /// <summary>x(½ + ½tanh(a(x + c x³))), a = sqrt(2/π), c = 0.044715.</summary>
    public static int Gelu(GraphBuilder g, int x)
    {
        var inner = g.Scale(GeluScale, g.Mul(x, g.AddConst(g.Scale(GeluCubic, g.Square(x)), 1)));
        return g.Named("Gelu", g.Mul(x, g.AddConst(g.Scale(0.5, g.Tanh(inner)), 0.5)), x);
    }

    /// <summary>x(½ + ½erf(x/√2)).</summary>
    public static int GeluErf(GraphBuilder g, int x)
        => g.Named("GeluErf", g.Mul(x, g.AddConst(g.Scale(0.5, g.Erf(g.Scale(Math.Sqrt(0.5), x))), 0.5)), x);

    public static int Silu(GraphBuilder g, int x) => g.Named("Silu", g.Mul(x, g.Sigmoid(x)), x);

    /// <summary>log(1 + eˣ) as relu(x) + log(1 + e^−|x|), which neither overflows nor cancels.</summary>
    public static int Softplus(GraphBuilder g, int x)
    {
        var positive = g.Relu(x);
        var magnitude = g.Sub(g.Scale(2, positive), x);
        return g.Named("Softplus", g.Add(positive, g.Log(g.AddConst(g.Exp(g.Neg(magnitude)), 1))), x);
    }

    private static int Affine(GraphBuilder g, int x, int? gamma, int? beta)
    {
        if (gamma is { } scale)
            x = g.Mul(x, scale);
        return beta is { } shift ? g.Add(x, shift) : x;
    }

    private static int[] Operands(int x, int? gamma, int? beta)
        => (gamma, beta) switch
        {
            ({ } scale, { } shift) => [x, scale, shift],
            ({ } scale, null) => [x, scale],
            _ => [x],
        };
}
