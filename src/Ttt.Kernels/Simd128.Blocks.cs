using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ttt.Kernels;

public readonly unsafe partial struct Simd128
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeBlock(Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        Vector128<float> r0 = Load(from, 0), r1 = Load(from, ldFrom), r2 = Load(from, 2 * ldFrom), r3 = Load(from, 3 * ldFrom);
        var (a, b) = (Low(r0, r1), Low(r2, r3));
        var (c, d) = (High(r0, r1), High(r2, r3));
        Store(LowPairs(a, b), to, 0);
        Store(HighPairs(a, b), to, ldTo);
        Store(LowPairs(c, d), to, 2 * ldTo);
        Store(HighPairs(c, d), to, 3 * ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> RowSums(Ptr block) => Fold(block, largest: false);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> RowMaxima(Ptr block) => Fold(block, largest: true);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Fold(Ptr block, bool largest)
    {
        var (r0, r1, r2, r3) = (Load(block, 0), Load(block, 4), Load(block, 8), Load(block, 12));
        var a = Join(Low(r0, r1), High(r0, r1), largest);
        var b = Join(Low(r2, r3), High(r2, r3), largest);
        return Join(LowPairs(a, b), HighPairs(a, b), largest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Join(Vector128<float> a, Vector128<float> b, bool largest) => largest ? Max(a, b) : a + b;

    // a0 b0 a1 b1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b)
        => Sse.IsSupported ? Sse.UnpackLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    // a2 b2 a3 b3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b)
        => Sse.IsSupported ? Sse.UnpackHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);

    // a0 a1 b0 b1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LowPairs(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetLower(), b.GetLower());

    // a2 a3 b2 b3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> HighPairs(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
}
