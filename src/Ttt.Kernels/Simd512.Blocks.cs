using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ttt.Kernels;

public readonly unsafe partial struct Simd512
{
    public static void TransposeBlock(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        if (!Avx512F.IsSupported)
        {
            TransposeQuarters(from, ldFrom, to, ldTo);
            return;
        }
        // Rows r, r + 4, r + 8 and r + 12 share a register, so that no lane has to be crossed.
        for (nint j = 0; j < Count; j += 4)
            FourColumns(from + j, ldFrom, to + (j * ldTo), ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        Vector512<float> r0 = Gather(from, ldFrom), r1 = Gather(from + ldFrom, ldFrom), r2 = Gather(from + (2 * ldFrom), ldFrom), r3 = Gather(from + (3 * ldFrom), ldFrom);
        var (a, b) = (Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3));
        var (c, d) = (Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3));
        Store(LowPairs(a, b), to, 0);
        Store(HighPairs(a, b), to, ldTo);
        Store(LowPairs(c, d), to, 2 * ldTo);
        Store(HighPairs(c, d), to, 3 * ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Gather(Ptr from, nint ld)
    {
        var low = Vector256.Create(Simd128.Load(from, 0), Simd128.Load(from, 4 * ld)).ToVector512Unsafe();
        return Avx512F.InsertVector256(low.AsDouble(), Vector256.Create(Simd128.Load(from, 8 * ld), Simd128.Load(from, 12 * ld)).AsDouble(), 1).AsSingle();
    }

    private static void TransposeQuarters(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        Simd256.TransposeBlock(from, ldFrom, to, ldTo);
        Simd256.TransposeBlock(from + 8, ldFrom, to + (8 * ldTo), ldTo);
        Simd256.TransposeBlock(from + (8 * ldFrom), ldFrom, to + 8, ldTo);
        Simd256.TransposeBlock(from + (8 * ldFrom) + 8, ldFrom, to + (8 * ldTo) + 8, ldTo);
    }

    public static Vector512<float> RowSums(Ptr block) => Fold(block, largest: false);

    public static Vector512<float> RowMaxima(Ptr block) => Fold(block, largest: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fold(Ptr block, bool largest)
    {
        if (!Avx512F.IsSupported)
            return OneByOne(block, largest);
        var a = Halves(Four(block, 0, largest), Four(block, 64, largest), largest);
        var b = Halves(Four(block, 128, largest), Four(block, 192, largest), largest);
        return Two(Avx512F.Shuffle4x128(a, b, 0x88), Avx512F.Shuffle4x128(a, b, 0xDD), largest);
    }

    // Four rows: in each quarter of the register the four sums of that quarter of the rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Four(Ptr block, nint at, bool largest)
    {
        var (r0, r1, r2, r3) = (Load(block, at), Load(block, at + 16), Load(block, at + 32), Load(block, at + 48));
        var a = Two(Avx512F.UnpackLow(r0, r1), Avx512F.UnpackHigh(r0, r1), largest);
        var b = Two(Avx512F.UnpackLow(r2, r3), Avx512F.UnpackHigh(r2, r3), largest);
        return Two(LowPairs(a, b), HighPairs(a, b), largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Halves(Vector512<float> a, Vector512<float> b, bool largest)
        => Two(Avx512F.Shuffle4x128(a, b, 0x44), Avx512F.Shuffle4x128(a, b, 0xEE), largest);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Two(Vector512<float> a, Vector512<float> b, bool largest) => largest ? Max(a, b) : a + b;

    private static Vector512<float> OneByOne(Ptr block, bool largest)
    {
        Vector512<float> result = default;
        for (int r = 0; r < Count; r++)
            result = result.WithElement(r, largest ? Largest(Load(block, r * Count)) : Sum(Load(block, r * Count)));
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LowPairs(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> HighPairs(Vector512<float> a, Vector512<float> b) => Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();
}
