using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Vectorised single-precision functions, within a few units in the last place.</summary>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Fma(Vector<float> a, Vector<float> b, Vector<float> c) => Vector.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        // Results below the normal range are zero: arithmetic on denormals costs a hundred times as much, and masks are full of them.
        var vanishes = Vector.LessThan(x, new Vector<float>(-87.3365f));
        x = Vector.MaxNative(new Vector<float>(-87.3365f), x);
        x = Vector.MinNative(new Vector<float>(89f), x);
        var n = Vector.Floor(Fma(x, new(Log2E), new(0.5f)));
        var r = Fma(n, new(-Ln2High), x);
        r = Fma(n, new(-Ln2Low), r);
        var p = Fma(r, new(1f / 5040), new(1f / 720));
        p = Fma(p, r, new(1f / 120));
        p = Fma(p, r, new(1f / 24));
        p = Fma(p, r, new(1f / 6));
        p = Fma(p, r, new(0.5f));
        p = Fma(p, r, Vector<float>.One);
        p = Fma(p, r, Vector<float>.One);
        // Two factors of 2^(n/2) reach infinity without a special case.
        var whole = Vector.ConvertToInt32Native(n);
        var half = Vector.ShiftRightArithmetic(whole, 1);
        return Vector.ConditionalSelect(vanishes, Vector<float>.Zero, p * PowerOfTwo(half) * PowerOfTwo(whole - half));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Sigmoid(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Exp(-x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Tanh(Vector<float> x)
    {
        var x2 = x * x;
        var small = Fma(x2, new(-5.70498872745e-3f), new(2.06390887954e-2f));
        small = Fma(small, x2, new(-5.37397155531e-2f));
        small = Fma(small, x2, new(1.33314422036e-1f));
        small = Fma(small, x2, new(-3.33332819422e-1f));
        small = Fma(small * x2, x, x);
        var large = Vector<float>.One - (new Vector<float>(2f) / (Exp(x + x) + Vector<float>.One));
        return Vector.ConditionalSelect(Vector.LessThan(Vector.Abs(x), new(0.625f)), small, large);
    }

    /// <summary>Error function: a series near zero, an exponential bound elsewhere (absolute error below 2e-7).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Erf(Vector<float> x)
    {
        var x2 = x * x;
        var series = Fma(x2, new(-1f / 1320), new(1f / 216));
        series = Fma(series, x2, new(-1f / 42));
        series = Fma(series, x2, new(0.1f));
        series = Fma(series, x2, new(-1f / 3));
        series = Fma(series * x2, x, x) * new Vector<float>(1.1283791671f);

        var magnitude = Vector.Abs(x);
        var t = Vector<float>.One / Fma(magnitude, new(0.3275911f), Vector<float>.One);
        var p = Fma(t, new(1.061405429f), new(-1.453152027f));
        p = Fma(p, t, new(1.421413741f));
        p = Fma(p, t, new(-0.284496736f));
        p = Fma(p, t, new(0.254829592f));
        var tail = Vector<float>.One - (p * t * Exp(-x2));
        return Vector.ConditionalSelect(Vector.LessThan(magnitude, new(0.5f)), series, Vector.CopySign(tail, x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => Vector.AsVectorSingle(Vector.ShiftLeft(n + new Vector<int>(127), 23));
}

/// <summary>Double-precision functions that .NET lacks.</summary>
internal static class ScalarMath
{
    /// <summary>Error function to about 1e-15: a series of positive terms, or a continued fraction for large arguments.</summary>
    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (magnitude > 6) return Math.Sign(x);
        if (magnitude > 2.5) return Math.Sign(x) * (1 - ErfcTail(magnitude));
        double term = x, sum = x, x2 = x * x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x2 / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x2) * sum;
    }

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double ErfcTail(double x)
    {
        double fraction = 0;
        for (int k = 60; k > 0; k--) fraction = k / 2.0 / (x + fraction);
        return Math.Exp(-x * x) / Math.Sqrt(Math.PI) / (x + fraction);
    }
}
