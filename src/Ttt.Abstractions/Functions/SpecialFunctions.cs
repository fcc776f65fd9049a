namespace Ttt;

/// <summary>Functions of one number that the runtime library lacks.</summary>
static class SpecialFunctions
{
    const double GeluScale = 0.7978845608028654; // √(2/π)
    const double GeluCubic = 0.044715;

    internal static double Square(double x) => x * x;

    internal static double Relu(double x) => x > 0 || double.IsNaN(x) ? x : 0;

    internal static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    internal static double Silu(double x) => x * Sigmoid(x);

    internal static double Gelu(double x) => 0.5 * x * (1 + Math.Tanh(GeluScale * x * (1 + GeluCubic * x * x)));

    internal static double Elu(double x) => x > 0 ? x : Math.Exp(x) - 1;

    internal static double Huber(double x, double delta)
    {
        if (!(delta > 0)) throw new ArgumentOutOfRangeException(nameof(delta), delta, "The δ of Huber is positive.");
        return Math.Abs(x) <= delta ? 0.5 * x * x : delta * (Math.Abs(x) - 0.5 * delta);
    }

    internal static double GeluErf(double x) => 0.5 * x * ErfComplement(-x / Math.Sqrt(2));

    internal static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    /// <summary>erfc(x) = 1 − erf(x), to full relative precision.</summary>
    internal static double ErfComplement(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x < 0) return 2 - ErfComplement(-x);
        return x < 2 ? 1 - ErfSeries(x) : ErfComplementFraction(x);
    }

    // erf(x) = 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3···(2n+1)): all terms positive, nothing cancels.
    static double ErfSeries(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    // erfc(x) = exp(−x²)/√π / (x + (1/2)/(x + (2/2)/(x + (3/2)/(x + …)))), evaluated from the inside.
    static double ErfComplementFraction(double x)
    {
        if (x > 27) return 0;
        var tail = x;
        for (var n = 120; n >= 1; n--) tail = x + 0.5 * n / tail;
        return Math.Exp(-x * x) / (Math.Sqrt(Math.PI) * tail);
    }

    // Kahan's correction keeps the digits that 1 + y drops.
    static double Log1p(double y)
    {
        var u = 1 + y;
        return u == 1 ? y : Math.Log(u) * y / (u - 1);
    }
}
