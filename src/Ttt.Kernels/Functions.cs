using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Elementwise functions of whole vectors. NaN gives NaN.</summary>
public static class Functions<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>e^x. Results below the smallest normal number are 0: arithmetic on denormals costs a hundred times as much.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        V n = S.Round(S.Multiply(x, S.Create(Log2E)));
        V r = S.NegateMultiplyAdd(n, S.Create(Ln2High), x);
        r = S.NegateMultiplyAdd(n, S.Create(Ln2Low), r);
        V p = S.MultiplyAdd(r, S.Create(1f / 5040), S.Create(1f / 720));
        p = S.MultiplyAdd(p, r, S.Create(1f / 120));
        p = S.MultiplyAdd(p, r, S.Create(1f / 24));
        p = S.MultiplyAdd(p, r, S.Create(1f / 6));
        p = S.MultiplyAdd(p, r, S.Create(0.5f));
        p = S.MultiplyAdd(p, r, S.Create(1f));
        p = S.MultiplyAdd(p, r, S.Create(1f));
        p = S.IfLess(S.Create(88.72283f), x, S.Create(float.PositiveInfinity), S.Scale(p, n));
        return S.IfLess(x, S.Create(-87.33654f), S.Create(0), p);
    }

    /// <summary>Natural logarithm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        // Denormals are made normal first.
        V tiny = S.Create(1.17549435e-38f), zero = S.Create(0);
        V y = S.IfLess(x, tiny, S.Multiply(x, S.Create(8388608f)), x);
        V e = S.Subtract(S.Exponent(y), S.IfLess(x, tiny, S.Create(23), zero));
        V f = S.Subtract(S.Mantissa(y), S.Create(1));
        V p = S.MultiplyAdd(f, S.Create(7.0376836292e-2f), S.Create(-1.1514610310e-1f));
        p = S.MultiplyAdd(p, f, S.Create(1.1676998740e-1f));
        p = S.MultiplyAdd(p, f, S.Create(-1.2420140846e-1f));
        p = S.MultiplyAdd(p, f, S.Create(1.4249322787e-1f));
        p = S.MultiplyAdd(p, f, S.Create(-1.6668057665e-1f));
        p = S.MultiplyAdd(p, f, S.Create(2.0000714765e-1f));
        p = S.MultiplyAdd(p, f, S.Create(-2.4999993993e-1f));
        p = S.MultiplyAdd(p, f, S.Create(3.3333331174e-1f));
        V f2 = S.Multiply(f, f);
        p = S.Multiply(S.Multiply(p, f), f2);
        p = S.MultiplyAdd(e, S.Create(Ln2Low), p);
        p = S.NegateMultiplyAdd(S.Create(0.5f), f2, p);
        V result = S.MultiplyAdd(e, S.Create(Ln2High), S.Add(f, p));
        result = S.IfEqual(x, S.Create(float.PositiveInfinity), x, result);
        result = S.IfLess(x, zero, S.Create(float.NaN), result);
        result = S.IfEqual(x, zero, S.Create(float.NegativeInfinity), result);
        return S.IfEqual(x, x, result, x);
    }

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V x2 = S.Multiply(x, x);
        V small = S.MultiplyAdd(x2, S.Create(-5.70498872745e-3f), S.Create(2.06390887954e-2f));
        small = S.MultiplyAdd(small, x2, S.Create(-5.37397155531e-2f));
        small = S.MultiplyAdd(small, x2, S.Create(1.33314422036e-1f));
        small = S.MultiplyAdd(small, x2, S.Create(-3.33332819422e-1f));
        small = S.MultiplyAdd(S.Multiply(small, x2), x, x);
        V large = S.Subtract(S.Create(1), S.Divide(S.Create(2), S.Add(Exp(S.Add(x, x)), S.Create(1))));
        return S.IfLess(S.Abs(x), S.Create(0.625f), small, large);
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => S.Divide(S.Create(1), S.Add(S.Create(1), Exp(S.Negate(x))));

    /// <summary>Error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        V x2 = S.Multiply(x, x);
        V series = S.MultiplyAdd(x2, S.Create(-1f / 1320), S.Create(1f / 216));
        series = S.MultiplyAdd(series, x2, S.Create(-1f / 42));
        series = S.MultiplyAdd(series, x2, S.Create(0.1f));
        series = S.MultiplyAdd(series, x2, S.Create(-1f / 3));
        series = S.Multiply(S.MultiplyAdd(S.Multiply(series, x2), x, x), S.Create(1.1283791671f));
        V magnitude = S.Abs(x);
        V t = S.Divide(S.Create(1), S.MultiplyAdd(magnitude, S.Create(0.3275911f), S.Create(1)));
        V p = S.MultiplyAdd(t, S.Create(1.061405429f), S.Create(-1.453152027f));
        p = S.MultiplyAdd(p, t, S.Create(1.421413741f));
        p = S.MultiplyAdd(p, t, S.Create(-0.284496736f));
        p = S.MultiplyAdd(p, t, S.Create(0.254829592f));
        V tail = S.NegateMultiplyAdd(S.Multiply(p, t), Exp(S.Negate(x2)), S.Create(1));
        return S.IfLess(magnitude, S.Create(0.5f), series, S.CopySign(tail, x));
    }

    /// <summary>max(x, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => S.Max(x, S.Create(0));

    /// <summary>1 where x > 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step(V x) => S.IfPositive(x, S.Create(1), S.Create(0));

    /// <summary>1 / sqrt(x), with a full-precision root and quotient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Rsqrt(V x) => S.Divide(S.Create(1), S.Sqrt(x));

    /// <summary>x x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Square(V x) => S.Multiply(x, x);

    /// <summary>x to a power, as <see cref="MathF.Pow"/>. Written for literal exponents: the branches disappear when it is compiled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, float exponent)
    {
        if (exponent == 0) return S.Create(1);
        if (exponent < 0) return exponent == -0.5f ? Rsqrt(x) : S.Divide(S.Create(1), Pow(x, -exponent));
        if (exponent == 1) return x;
        if (exponent == 2) return Square(x);
        if (exponent == 3) return S.Multiply(Square(x), x);
        if (exponent == 4) return Square(Square(x));
        if (exponent == 0.5f) return S.Sqrt(x);
        if (exponent == 1.5f) return S.Multiply(x, S.Sqrt(x));
        return Exp(S.Multiply(S.Create(exponent), Log(x)));
    }
}
