namespace Ttt.Kernels;

/// <summary>
/// Vector operations of one width, so that kernels are written once. <typeparamref name="V"/> is the hardware vector itself;
/// where the hardware lacks a width, the runtime composes it of narrower ones: right, but slower.
/// </summary>
public interface ISimd<V> where V : struct
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The <see cref="Count"/> floats at <paramref name="p"/> + <paramref name="i"/>, at any alignment.</summary>
    static abstract V Load(Ptr p, nint i);

    static abstract void Store(V value, Ptr p, nint i);

    static abstract V Create(float x);

    /// <summary>One float of memory in every lane.</summary>
    static abstract V Broadcast(Ptr p, nint i);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    static abstract V Negate(V x);

    /// <summary>The smaller; NaN where either is.</summary>
    static abstract V Min(V a, V b);

    /// <summary>The larger; NaN where either is.</summary>
    static abstract V Max(V a, V b);

    static abstract V Abs(V x);

    static abstract V Sqrt(V x);

    static abstract V Floor(V x);

    /// <summary>The nearest whole number, to even from the middle.</summary>
    static abstract V Round(V x);

    /// <summary>a b + c, rounded once where the hardware can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>c - a b.</summary>
    static abstract V NegateMultiplyAdd(V a, V b, V c);

    /// <summary>a b - c.</summary>
    static abstract V MultiplySubtract(V a, V b, V c);

    /// <summary>Per lane: x > 0 ? a : b.</summary>
    static abstract V IfPositive(V x, V a, V b);

    /// <summary>Per lane: x &lt; y ? a : b; b where x or y is NaN.</summary>
    static abstract V IfLess(V x, V y, V a, V b);

    /// <summary>Per lane: x = y ? a : b.</summary>
    static abstract V IfEqual(V x, V y, V a, V b);

    /// <summary>The magnitude of <paramref name="x"/> with the sign of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V x, V sign);

    /// <summary>Lanes from <paramref name="n"/> on become 0, whatever they held; n may be negative or beyond the last lane.</summary>
    static abstract V Take(V x, int n);

    /// <summary>Lanes before <paramref name="n"/> become 0, whatever they held; n may be negative or beyond the last lane.</summary>
    static abstract V Drop(V x, int n);

    /// <summary>The sum of all lanes.</summary>
    static abstract float Sum(V x);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(V x);

    /// <summary>2^n for whole n in [-126, 127].</summary>
    static abstract V PowerOfTwo(V n);

    /// <summary>x 2^n for whole n, where x and the result are normal numbers.</summary>
    static abstract V Scale(V x, V n);

    /// <summary>The whole e with x / 2^e in [sqrt(1/2), sqrt(2)), for normal positive x.</summary>
    static abstract V Exponent(V x);

    /// <summary>x / 2^e with the e of <see cref="Exponent"/>: in [sqrt(1/2), sqrt(2)), for normal positive x.</summary>
    static abstract V Mantissa(V x);

    /// <summary>Writes the transpose of a block of Count x Count floats to a place that does not overlap it.</summary>
    static abstract void TransposeBlock(Ptr from, nint ldFrom, Ptr to, nint ldTo);

    /// <summary>Lane r is the sum of row r of a contiguous block of Count x Count floats.</summary>
    static abstract V RowSums(Ptr block);

    /// <summary>Lane r is the largest of row r of a contiguous block of Count x Count floats.</summary>
    static abstract V RowMaxima(Ptr block);
}
