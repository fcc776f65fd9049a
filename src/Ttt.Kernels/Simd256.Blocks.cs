using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ttt.Kernels;

public readonly unsafe partial struct Simd256
{
    public static void TransposeBlock(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        if (!Avx.IsSupported)
        {
            TransposeQuarters(from, ldFrom, to, ldTo);
            return;
        }
        // Rows r and r + 4 share a register, so that no lane has to be crossed.
        var from4 = from + (4 * ldFrom);
        HalfBlock(from, from4, ldFrom, to, ldTo);
        HalfBlock(from + 4, from4 + 4, ldFrom, to + (4 * ldTo), ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void HalfBlock(Ptr upper, Ptr lower, nint ldFrom, Ptr to, nint ldTo)
    {
        Vector256<float> r0 = Pair(upper, lower, 0), r1 = Pair(upper, lower, ldFrom), r2 = Pair(upper, lower, 2 * ldFrom), r3 = Pair(upper, lower, 3 * ldFrom);
        var (a, b) = (Avx.UnpackLow(r0, r1), Avx.UnpackLow(r2, r3));
        var (c, d) = (Avx.UnpackHigh(r0, r1), Avx.UnpackHigh(r2, r3));
        Store(LowPairs(a, b), to, 0);
        Store(HighPairs(a, b), to, ldTo);
        Store(LowPairs(c, d), to, 2 * ldTo);
        Store(HighPairs(c, d), to, 3 * ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(Ptr upper, Ptr lower, nint i) => Vector256.Create(Simd128.Load(upper, i), Simd128.Load(lower, i));

    private static void TransposeQuarters(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        Simd128.TransposeBlock(from, ldFrom, to, ldTo);
        Simd128.TransposeBlock(from + 4, ldFrom, to + (4 * ldTo), ldTo);
        Simd128.TransposeBlock(from + (4 * ldFrom), ldFrom, to + 4, ldTo);
        Simd128.TransposeBlock(from + (4 * ldFrom) + 4, ldFrom, to + (4 * ldTo) + 4, ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowSums(Ptr block) => Fold(block, largest: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowMaxima(Ptr block) => Fold(block, largest: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Fold(Ptr block, bool largest)
    {
        if (!Avx.IsSupported)
            return OneByOne(block, largest);
        return Join(Half(block, 0, largest), Half(block, 32, largest), largest);
    }

    // Four rows: in each half of the register the four sums of that half of the rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Half(Ptr block, nint at, bool largest)
    {
        var (r0, r1, r2, r3) = (Load(block, at), Load(block, at + 8), Load(block, at + 16), Load(block, at + 24));
        var a = Two(Avx.UnpackLow(r0, r1), Avx.UnpackHigh(r0, r1), largest);
        var b = Two(Avx.UnpackLow(r2, r3), Avx.UnpackHigh(r2, r3), largest);
        return Two(LowPairs(a, b), HighPairs(a, b), largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Join(Vector256<float> a, Vector256<float> b, bool largest)
        => Two(Avx.Permute2x128(a, b, 0x20), Avx.Permute2x128(a, b, 0x31), largest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Two(Vector256<float> a, Vector256<float> b, bool largest) => largest ? Max(a, b) : a + b;

    private static Vector256<float> OneByOne(Ptr block, bool largest)
    {
        Vector256<float> result = default;
        for (int r = 0; r < Count; r++)
            result = result.WithElement(r, largest ? Largest(Load(block, r * Count)) : Sum(Load(block, r * Count)));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LowPairs(Vector256<float> a, Vector256<float> b) => Avx.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> HighPairs(Vector256<float> a, Vector256<float> b) => Avx.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
}
