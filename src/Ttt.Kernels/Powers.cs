using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Powers with an exponent that all lanes share.</summary>
internal static class Powers<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Pow(V x, float exponent)
    {
        float magnitude = MathF.Abs(exponent);
        if (exponent == 0) return S.Create(1);
        if (!(magnitude <= 4) || magnitude * 2 != MathF.Floor(magnitude * 2)) return ByLogarithm(x, exponent);
        V square = S.Multiply(x, x);
        V result =
            magnitude == 0.5f ? Root(x)
            : magnitude == 1 ? x
            : magnitude == 1.5f ? S.Multiply(x, Root(x))
            : magnitude == 2 ? square
            : magnitude == 2.5f ? S.Multiply(square, Root(x))
            : magnitude == 3 ? S.Multiply(square, x)
            : magnitude == 3.5f ? S.Multiply(S.Multiply(square, x), Root(x))
            : S.Multiply(square, square);
        return exponent < 0 ? S.Divide(S.Create(1), result) : result;
    }

    // As a power: of minus infinity plus infinity, of minus zero plus zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Root(V x) => S.IfEqual(x, S.Create(float.NegativeInfinity), S.Create(float.PositiveInfinity), S.Sqrt(S.Add(x, S.Create(0))));

    private static V ByLogarithm(V x, float exponent)
    {
        bool whole = exponent == MathF.Floor(exponent), odd = whole && MathF.Abs(exponent % 2) == 1;
        V magnitude = S.Abs(x), zero = S.Create(0), infinity = S.Create(float.PositiveInfinity), y = S.Create(exponent);
        V high = Logarithm(magnitude, out V low);
        // The exponential multiplies an error by its argument, so what the product loses is put back.
        V product = S.Multiply(high, y);
        V lost = S.MultiplyAdd(low, y, S.MultiplySubtract(high, y, product));
        V result = Functions<S, V>.Exp(product);
        result = S.IfEqual(result, infinity, result, S.MultiplyAdd(result, lost, result));
        result = S.IfEqual(magnitude, zero, exponent > 0 ? zero : infinity, result);
        result = S.IfEqual(magnitude, infinity, exponent > 0 ? infinity : zero, result);
        result = S.IfEqual(x, x, result, x);
        if (odd) return S.CopySign(result, x);
        // A negative number has whole powers only.
        return whole ? result : S.IfLess(x, zero, S.IfEqual(magnitude, infinity, result, S.Create(float.NaN)), result);
    }

    // In two parts: e ln(2) + f - f^2 / 2 is exact but for the rounding of the low one.
    private static V Logarithm(V x, out V low)
    {
        V e = Functions<S, V>.Split(x, out V f);
        V half = S.Multiply(f, S.Create(-0.5f));
        V bend = S.Multiply(half, f), bendLow = S.MultiplySubtract(half, f, bend);
        V sum = Sum(S.Multiply(e, S.Create(Functions<S, V>.Ln2High)), f, out V low1);
        sum = Sum(sum, bend, out V low2);
        V rest = S.MultiplyAdd(S.Multiply(Functions<S, V>.LogTail(f), f), S.Multiply(f, f), S.Multiply(e, S.Create(Functions<S, V>.Ln2Low)));
        rest = S.Add(rest, S.Add(S.Add(low1, low2), bendLow));
        return Sum(sum, rest, out low);
    }

    // a + b = the result + low, exactly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Sum(V a, V b, out V low)
    {
        V sum = S.Add(a, b), part = S.Subtract(sum, a);
        low = S.Add(S.Subtract(a, S.Subtract(sum, part)), S.Subtract(b, part));
        return sum;
    }
}
