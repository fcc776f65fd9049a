using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>
/// Register tiles of a matrix product: the sums of a tile stay in registers over the whole inner dimension.
/// The left operand is read by broadcast with any strides, the right one as rows of two vectors. With <c>add</c> the tile is added to what is there.
/// </summary>
internal static unsafe partial class MicroKernel<TSimd, TVector, T>
    where TSimd : struct, ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    public static int Rows => TSimd.TileRows;

    public static int Columns => 2 * TSimd.Count;

    /// <summary>Any number of rows up to a full tile.</summary>
    public static void Tile(int rows, long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        if (rows == 12 && rowStep == 1 && stepA == 12)
        {
            Packed12(k, a, a, b, stepB, c, ldc, add);
            return;
        }
        if (rows == 12)
        {
            Tile12(k, a, rowStep, stepA, b, stepB, c, ldc, add);
            return;
        }
        if (rows >= 6)
        {
            Tile6(k, a, rowStep, stepA, b, stepB, c, ldc, add);
            a += 6 * rowStep;
            c += 6 * ldc;
            rows -= 6;
        }
        if (rows >= 4)
        {
            Tile4(k, a, rowStep, stepA, b, stepB, c, ldc, add);
            a += 4 * rowStep;
            c += 4 * ldc;
            rows -= 4;
        }
        if (rows >= 2)
        {
            Tile2(k, a, rowStep, stepA, b, stepB, c, ldc, add);
            a += 2 * rowStep;
            c += 2 * ldc;
            rows -= 2;
        }
        if (rows == 1) Tile1(k, a, rowStep, stepA, b, stepB, c, ldc, add);
    }

    /// <summary>12 rows by two vectors of columns, for machines with 32 vector registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile12(long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        for (int r = 0; r < 12; r++) Prefetch(c + (r * ldc));
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        TVector c40 = default, c41 = default, c50 = default, c51 = default, c60 = default, c61 = default, c70 = default, c71 = default;
        TVector c80 = default, c81 = default, c90 = default, c91 = default, cA0 = default, cA1 = default, cB0 = default, cB1 = default;
        // Three pointers and three steps reach twelve rows within the addressing modes of the processor.
        long two = 2 * rowStep, three = 3 * rowStep;
        T* a4 = a + (4 * rowStep), a8 = a4 + (4 * rowStep);
        for (long p = 0; p < k; p++, a += stepA, a4 += stepA, a8 += stepA, b += stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            TVector x = TSimd.Broadcast(a[0]);
            c00 = TSimd.MultiplyAdd(x, left, c00);
            c01 = TSimd.MultiplyAdd(x, right, c01);
            x = TSimd.Broadcast(a[rowStep]);
            c10 = TSimd.MultiplyAdd(x, left, c10);
            c11 = TSimd.MultiplyAdd(x, right, c11);
            x = TSimd.Broadcast(a[two]);
            c20 = TSimd.MultiplyAdd(x, left, c20);
            c21 = TSimd.MultiplyAdd(x, right, c21);
            x = TSimd.Broadcast(a[three]);
            c30 = TSimd.MultiplyAdd(x, left, c30);
            c31 = TSimd.MultiplyAdd(x, right, c31);
            x = TSimd.Broadcast(a4[0]);
            c40 = TSimd.MultiplyAdd(x, left, c40);
            c41 = TSimd.MultiplyAdd(x, right, c41);
            x = TSimd.Broadcast(a4[rowStep]);
            c50 = TSimd.MultiplyAdd(x, left, c50);
            c51 = TSimd.MultiplyAdd(x, right, c51);
            x = TSimd.Broadcast(a4[two]);
            c60 = TSimd.MultiplyAdd(x, left, c60);
            c61 = TSimd.MultiplyAdd(x, right, c61);
            x = TSimd.Broadcast(a4[three]);
            c70 = TSimd.MultiplyAdd(x, left, c70);
            c71 = TSimd.MultiplyAdd(x, right, c71);
            x = TSimd.Broadcast(a8[0]);
            c80 = TSimd.MultiplyAdd(x, left, c80);
            c81 = TSimd.MultiplyAdd(x, right, c81);
            x = TSimd.Broadcast(a8[rowStep]);
            c90 = TSimd.MultiplyAdd(x, left, c90);
            c91 = TSimd.MultiplyAdd(x, right, c91);
            x = TSimd.Broadcast(a8[two]);
            cA0 = TSimd.MultiplyAdd(x, left, cA0);
            cA1 = TSimd.MultiplyAdd(x, right, cA1);
            x = TSimd.Broadcast(a8[three]);
            cB0 = TSimd.MultiplyAdd(x, left, cB0);
            cB1 = TSimd.MultiplyAdd(x, right, cB1);
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

    /// <summary>6 rows by two vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile6(long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        Prefetch(c);
        Prefetch(c + (1 * ldc));
        Prefetch(c + (2 * ldc));
        Prefetch(c + (3 * ldc));
        Prefetch(c + (4 * ldc));
        Prefetch(c + (5 * ldc));
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        T* a1 = a + rowStep;
        T* a2 = a1 + rowStep;
        T* a3 = a2 + rowStep;
        T* a4 = a3 + rowStep;
        T* a5 = a4 + rowStep;
        long at = 0;
        for (long p = 0; p < k; p++, at += stepA, b += stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            TVector x = TSimd.Broadcast(a[at]);
            c00 = TSimd.MultiplyAdd(x, left, c00);
            c01 = TSimd.MultiplyAdd(x, right, c01);
            x = TSimd.Broadcast(a1[at]);
            c10 = TSimd.MultiplyAdd(x, left, c10);
            c11 = TSimd.MultiplyAdd(x, right, c11);
            x = TSimd.Broadcast(a2[at]);
            c20 = TSimd.MultiplyAdd(x, left, c20);
            c21 = TSimd.MultiplyAdd(x, right, c21);
            x = TSimd.Broadcast(a3[at]);
            c30 = TSimd.MultiplyAdd(x, left, c30);
            c31 = TSimd.MultiplyAdd(x, right, c31);
            x = TSimd.Broadcast(a4[at]);
            c40 = TSimd.MultiplyAdd(x, left, c40);
            c41 = TSimd.MultiplyAdd(x, right, c41);
            x = TSimd.Broadcast(a5[at]);
            c50 = TSimd.MultiplyAdd(x, left, c50);
            c51 = TSimd.MultiplyAdd(x, right, c51);
        }
        Put(c, c00, c01, add);
        Put(c + (1 * ldc), c10, c11, add);
        Put(c + (2 * ldc), c20, c21, add);
        Put(c + (3 * ldc), c30, c31, add);
        Put(c + (4 * ldc), c40, c41, add);
        Put(c + (5 * ldc), c50, c51, add);
    }

    /// <summary>4 rows by two vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile4(long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        Prefetch(c);
        Prefetch(c + (1 * ldc));
        Prefetch(c + (2 * ldc));
        Prefetch(c + (3 * ldc));
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default;
        T* a1 = a + rowStep;
        T* a2 = a1 + rowStep;
        T* a3 = a2 + rowStep;
        long at = 0;
        for (long p = 0; p < k; p++, at += stepA, b += stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            TVector x = TSimd.Broadcast(a[at]);
            c00 = TSimd.MultiplyAdd(x, left, c00);
            c01 = TSimd.MultiplyAdd(x, right, c01);
            x = TSimd.Broadcast(a1[at]);
            c10 = TSimd.MultiplyAdd(x, left, c10);
            c11 = TSimd.MultiplyAdd(x, right, c11);
            x = TSimd.Broadcast(a2[at]);
            c20 = TSimd.MultiplyAdd(x, left, c20);
            c21 = TSimd.MultiplyAdd(x, right, c21);
            x = TSimd.Broadcast(a3[at]);
            c30 = TSimd.MultiplyAdd(x, left, c30);
            c31 = TSimd.MultiplyAdd(x, right, c31);
        }
        Put(c, c00, c01, add);
        Put(c + (1 * ldc), c10, c11, add);
        Put(c + (2 * ldc), c20, c21, add);
        Put(c + (3 * ldc), c30, c31, add);
    }

    /// <summary>2 rows by two vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile2(long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        TVector c00 = default, c01 = default, c10 = default, c11 = default;
        T* a1 = a + rowStep;
        long at = 0;
        for (long p = 0; p < k; p++, at += stepA, b += stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            TVector x = TSimd.Broadcast(a[at]);
            c00 = TSimd.MultiplyAdd(x, left, c00);
            c01 = TSimd.MultiplyAdd(x, right, c01);
            x = TSimd.Broadcast(a1[at]);
            c10 = TSimd.MultiplyAdd(x, left, c10);
            c11 = TSimd.MultiplyAdd(x, right, c11);
        }
        Put(c, c00, c01, add);
        Put(c + (1 * ldc), c10, c11, add);
    }

    /// <summary>1 row by two vectors of columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile1(long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        int width = TSimd.Count;
        TVector c00 = default, c01 = default;
        long at = 0;
        for (long p = 0; p < k; p++, at += stepA, b += stepB)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + width);
            TVector x = TSimd.Broadcast(a[at]);
            c00 = TSimd.MultiplyAdd(x, left, c00);
            c01 = TSimd.MultiplyAdd(x, right, c01);
        }
        Put(c, c00, c01, add);
    }

    // The tile's place in C arrives while the sums are computed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(T* at)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(at);
        if (TSimd.Count * sizeof(T) > 32) Sse.Prefetch0(at + TSimd.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* to, TVector left, TVector right, bool add)
    {
        int width = TSimd.Count;
        if (add)
        {
            left = TSimd.Add(left, TSimd.Load(to));
            right = TSimd.Add(right, TSimd.Load(to + width));
        }
        TSimd.Store(left, to);
        TSimd.Store(right, to + width);
    }
}
