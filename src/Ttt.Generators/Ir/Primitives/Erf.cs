using System;

namespace Ttt.Generators.Ir;

/// <summary>The error function.</summary>
internal sealed record Erf : Unary
{
    public override string Hint => "erf";

    public override double Apply(double x) => Math.Abs(x) < 3 ? Series(x) : Math.Sign(x) * (1 - ContinuedFraction(Math.Abs(x)));

    public override int? Derivative(GraphBuilder g, int x, int y, int d)
        => g.Scale(2 / Math.Sqrt(Math.PI), g.Mul(d, g.Exp(g.Neg(g.Square(x)))));

    /// <summary>erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, all terms of one sign.</summary>
    private static double Series(double x)
    {
        var term = x;
        var sum = x;
        for (var n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>erfc(x) by its continued fraction, evaluated from the far end.</summary>
    private static double ContinuedFraction(double x)
    {
        var fraction = 0.0;
        for (var n = 60; n > 0; n--)
            fraction = n / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
