using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>
/// Register tiles of a matrix product: the sums of a tile stay in registers over the whole inner dimension.
/// The left operand is read by broadcast with any strides, the right one as rows of two vectors. With <c>add</c> the tile is added to what is there.
/// </summary>
internal static unsafe class MicroKernel<TSimd, TVector, T>
    where TSimd : struct, ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    public const int Rows = 6;

    public static int Columns => 2 * TSimd.Count;

    /// <summary>Any number of rows up to a full tile.</summary>
    public static void Tile(int rows, long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, bool add)
    {
        if (rows == Rows)
        {
            Tile6(k, a, rowStep, stepA, b, stepB, c, ldc, add);
            return;
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
