using System.Runtime.CompilerServices;

namespace TorchSharp;

// Rows that were packed side by side.
internal static unsafe partial class MicroKernel<TSimd, TVector, T>
{
    /// <summary>
    /// 12 packed rows by two vectors of columns. A processor that shares its front end with another thread is short of instructions before it is short of
    /// multipliers: every other row is read as part of the multiplication. <paramref name="again"/> is <paramref name="a"/>, which the compiler must not see.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Packed12(long k, T* a, T* again, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        for (int r = 0; r < 12; r++) Prefetch(c + (r * ldc));
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        TVector c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        TVector c80 = default, c81 = default, c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;
        for (long two = k >> 1; two > 0; two--, a += 24, again += 24, b += 2 * stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            Pair(a, again, 0, left, right, ref c00, ref c01, ref c10, ref c11);
            Pair(a, again, 2, left, right, ref c20, ref c21, ref c30, ref c31);
            Pair(a, again, 4, left, right, ref c40, ref c41, ref c50, ref c51);
            Pair(a, again, 6, left, right, ref c60, ref c61, ref c70, ref c71);
            Pair(a, again, 8, left, right, ref c80, ref c81, ref c90, ref c91);
            Pair(a, again, 10, left, right, ref cA0, ref cA1, ref cB0, ref cB1);
            left = TSimd.Load(b + stepB);
            right = TSimd.Load(b + stepB + width);
            Pair(a, again, 12, left, right, ref c00, ref c01, ref c10, ref c11);
            Pair(a, again, 14, left, right, ref c20, ref c21, ref c30, ref c31);
            Pair(a, again, 16, left, right, ref c40, ref c41, ref c50, ref c51);
            Pair(a, again, 18, left, right, ref c60, ref c61, ref c70, ref c71);
            Pair(a, again, 20, left, right, ref c80, ref c81, ref c90, ref c91);
            Pair(a, again, 22, left, right, ref cA0, ref cA1, ref cB0, ref cB1);
        }
        if ((k & 1) != 0)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            Pair(a, again, 0, left, right, ref c00, ref c01, ref c10, ref c11);
            Pair(a, again, 2, left, right, ref c20, ref c21, ref c30, ref c31);
            Pair(a, again, 4, left, right, ref c40, ref c41, ref c50, ref c51);
            Pair(a, again, 6, left, right, ref c60, ref c61, ref c70, ref c71);
            Pair(a, again, 8, left, right, ref c80, ref c81, ref c90, ref c91);
            Pair(a, again, 10, left, right, ref cA0, ref cA1, ref cB0, ref cB1);
        }
        Put(c, c00, c01, add);
        Put(c + (1 * ldc), c10, c11, add);
        Put(c + (2 * ldc), c20, c21, add);
        Put(c + (3 * ldc), c30, c31, add);
        Put(c + (4 * ldc), c40, c41, add);
        Put(c + (5 * ldc), c50, c51, add);
        Put(c + (6 * ldc), c60, c61, add);
        Put(c + (7 * ldc), c70, c71, add);
        Put(c + (8 * ldc), c80, c81, add);
        Put(c + (9 * ldc), c90, c91, add);
        Put(c + (10 * ldc), cA0, cA1, add);
        Put(c + (11 * ldc), cB0, cB1, add);
    }

    // Two rows: of the one the multiplications read the number themselves, for the other it is spread once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(T* a, T* again, int at, TVector left, TVector right, ref TVector c00, ref TVector c01, ref TVector c10, ref TVector c11)
    {
        c00 = TSimd.MultiplyAdd(TSimd.Broadcast(a[at]), left, c00);
        c01 = TSimd.MultiplyAdd(TSimd.Broadcast(again[at]), right, c01);
        TVector x = TSimd.Broadcast(a[at + 1]);
        c10 = TSimd.MultiplyAdd(x, left, c10);
        c11 = TSimd.MultiplyAdd(x, right, c11);
    }
}
