using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Elementwise functions of whole vectors. NaN gives NaN.</summary>
public static class Functions<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const float Log2E = 1.44269504f;
    internal const float Ln2High = 0.693359375f;
    internal const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// e^x, within 2 units in the last place. Results below the smallest normal number are 0: arithmetic on denormals costs a hundred times as much.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp(V x)
    {
        V n = S.Round(S.Multiply(x, S.Create(Log2E)));
        V r = S.NegateMultiplyAdd(n, S.Create(Ln2High), x);
        r = S.NegateMultiplyAdd(n, S.Create(Ln2Low), r);
        // The rest of the series beyond 1 + r, fitted on |r| <= ln(2) / 2.
        V p = S.MultiplyAdd(r, S.Create(0.00139261836f), S.Create(0.00836317905f));
        p = S.MultiplyAdd(p, r, S.Create(0.0416665546f));
        p = S.MultiplyAdd(p, r, S.Create(0.16666577f));
        p = S.MultiplyAdd(p, r, S.Create(0.5f));
        p = S.MultiplyAdd(p, r, S.Create(1f));
        p = S.MultiplyAdd(p, r, S.Create(1f));
        p = S.IfLess(S.Create(88.72283f), x, S.Create(float.PositiveInfinity), S.Scale(p, n));
        return S.IfLess(x, S.Create(-87.33654f), S.Create(0), p);
    }

    /// <summary>Natural logarithm, within 2 units in the last place: minus infinity at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log(V x)
    {
        V zero = S.Create(0);
        V e = Split(x, out V f);
        V f2 = S.Multiply(f, f);
        V p = S.MultiplyAdd(e, S.Create(Ln2Low), S.Multiply(S.Multiply(LogTail(f), f), f2));
        p = S.NegateMultiplyAdd(S.Create(0.5f), f2, p);
        V result = S.MultiplyAdd(e, S.Create(Ln2High), S.Add(f, p));
        result = S.IfEqual(x, S.Create(float.PositiveInfinity), x, result);
        result = S.IfLess(x, zero, S.Create(float.NaN), result);
        result = S.IfEqual(x, zero, S.Create(float.NegativeInfinity), result);
        return S.IfEqual(x, x, result, x);
    }

    // x = 2^e (1 + f).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Split(V x, out V f)
    {
        // Denormals are made normal first.
        V tiny = S.Create(1.17549435e-38f);
        V y = S.IfLess(x, tiny, S.Multiply(x, S.Create(8388608f)), x);
        f = S.Subtract(S.Mantissa(y), S.Create(1));
        return S.Subtract(S.Exponent(y), S.IfLess(x, tiny, S.Create(23), S.Create(0)));
    }

    // What follows f - f^2 / 2 in log(1 + f), divided by f^3, fitted on [sqrt(1/2) - 1, sqrt(2) - 1].
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V LogTail(V f)
    {
        V p = S.MultiplyAdd(f, S.Create(0.0697161144f), S.Create(-0.114797338f));
        p = S.MultiplyAdd(p, f, S.Create(0.116854199f));
        p = S.MultiplyAdd(p, f, S.Create(-0.124256873f));
        p = S.MultiplyAdd(p, f, S.Create(0.142490576f));
        p = S.MultiplyAdd(p, f, S.Create(-0.166678023f));
        p = S.MultiplyAdd(p, f, S.Create(0.200007157f));
        p = S.MultiplyAdd(p, f, S.Create(-0.24999997f));
        return S.MultiplyAdd(p, f, S.Create(0.333333312f));
    }

    /// <summary>Hyperbolic tangent, within 2.5e-7 of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh(V x)
    {
        V x2 = S.Multiply(x, x);
        // (tanh x - x) / x^3 in x^2, fitted on |x| <= 5/8.
        V small = S.MultiplyAdd(x2, S.Create(-0.00609671417f), S.Create(0.020997179f));
        small = S.MultiplyAdd(small, x2, S.Create(-0.0538509096f));
        small = S.MultiplyAdd(small, x2, S.Create(0.133327697f));
        small = S.MultiplyAdd(small, x2, S.Create(-0.333333289f));
        small = S.MultiplyAdd(S.Multiply(small, x2), x, x);
        V large = S.Subtract(S.Create(1), S.Divide(S.Create(2), S.Add(Exp(S.Add(x, x)), S.Create(1))));
        return S.IfLess(S.Abs(x), S.Create(0.625f), small, large);
    }

    /// <summary>1 / (1 + e^-x), within 3e-7 of the result; results below the smallest normal number are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid(V x) => S.Divide(S.Create(1), S.Add(S.Create(1), Exp(S.Negate(x))));

    /// <summary>Error function, within 2.5e-7 of the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf(V x)
    {
        V x2 = S.Multiply(x, x), magnitude = S.Abs(x);
        // erf x / x in x^2, fitted on |x| <= 1.
        V small = S.MultiplyAdd(x2, S.Create(7.87587505e-05f), S.Create(-0.000801686428f));
        small = S.MultiplyAdd(small, x2, S.Create(0.00518908742f));
        small = S.MultiplyAdd(small, x2, S.Create(-0.026854212f));
        small = S.MultiplyAdd(small, x2, S.Create(0.112835947f));
        small = S.MultiplyAdd(small, x2, S.Create(-0.376126267f));
        small = S.Multiply(S.MultiplyAdd(small, x2, S.Create(1.12837917f)), x);
        // The logarithm of 1 - erf, fitted on [1, 4]; beyond that the result is 1.
        V t = S.IfLess(S.Create(4), magnitude, S.Create(4), magnitude);
        V tail = S.MultiplyAdd(t, S.Create(1.63715142e-06f), S.Create(-4.60580427e-05f));
        tail = S.MultiplyAdd(tail, t, S.Create(0.000596805626f));
        tail = S.MultiplyAdd(tail, t, S.Create(-0.00475959629f));
        tail = S.MultiplyAdd(tail, t, S.Create(0.026421136f));
        tail = S.MultiplyAdd(tail, t, S.Create(-0.110080083f));
        tail = S.MultiplyAdd(tail, t, S.Create(-0.631826052f));
        tail = S.MultiplyAdd(tail, t, S.Create(-1.13023343f));
        tail = S.MultiplyAdd(tail, t, S.Create(0.00032013805f));
        V large = S.CopySign(S.Subtract(S.Create(1), Exp(tail)), x);
        return S.IfLess(magnitude, S.Create(1), small, large);
    }

    /// <summary>max(x, 0).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Relu(V x) => S.Max(x, S.Create(0));

    /// <summary>1 where x > 0, else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Step(V x) => S.IfPositive(x, S.Create(1), S.Create(0));

    /// <summary>1 / sqrt(x), within 2 units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Rsqrt(V x) => S.Divide(S.Create(1), S.Sqrt(x));

    /// <summary>x x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Square(V x) => S.Multiply(x, x);

    /// <summary>
    /// x to a power, with the special cases of <see cref="MathF.Pow"/>: whole exponents and halves up to 4 in magnitude by roots and products, others by the
    /// logarithm. Within 3e-7 of the result, and for others 1.5e-8 more for each unit of |exponent log x| (2e-7 where the
    /// hardware has no fused multiply-add). Results below the smallest normal number are 0.
    /// Written for literal exponents: the branches disappear when it is compiled.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, float exponent) => Powers<S, V>.Pow(x, exponent);
}
