using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Products of a matrix and one vector.</summary>
internal static unsafe class VectorProducts<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Contiguous rows: dot products, four rows at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(nint m, nint k, Ptr a, nint aRow, Ptr x, Ptr y, Ptr init, bool subtract)
    {
        nint i = 0, whole = k - (k % S.Count);
        for (; i + 4 <= m; i += 4)
        {
            Ptr a0 = a + (i * aRow), a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
            V s0 = default, s1 = default, s2 = default, s3 = default;
            for (nint p = 0; p < whole; p += S.Count)
            {
                V v = S.Load(x, p);
                s0 = S.MultiplyAdd(S.Load(a0, p), v, s0);
                s1 = S.MultiplyAdd(S.Load(a1, p), v, s1);
                s2 = S.MultiplyAdd(S.Load(a2, p), v, s2);
                s3 = S.MultiplyAdd(S.Load(a3, p), v, s3);
            }
            float t0 = S.Sum(s0), t1 = S.Sum(s1), t2 = S.Sum(s2), t3 = S.Sum(s3);
            for (nint p = whole; p < k; p++)
            {
                t0 += a0[p] * x[p];
                t1 += a1[p] * x[p];
                t2 += a2[p] * x[p];
                t3 += a3[p] * x[p];
            }
            Put(y, i, t0, init, subtract);
            Put(y, i + 1, t1, init, subtract);
            Put(y, i + 2, t2, init, subtract);
            Put(y, i + 3, t3, init, subtract);
        }
        for (; i < m; i++)
        {
            var a0 = a + (i * aRow);
            V s0 = default;
            for (nint p = 0; p < whole; p += S.Count)
                s0 = S.MultiplyAdd(S.Load(a0, p), S.Load(x, p), s0);
            float t0 = S.Sum(s0);
            for (nint p = whole; p < k; p++)
                t0 += a0[p] * x[p];
            Put(y, i, t0, init, subtract);
        }
    }

    /// <summary>Contiguous columns (or any strides): multiples of columns, as the product of one row with the transpose.</summary>
    public static void Columns(nint m, nint k, Ptr a, nint aRow, nint aStep, Ptr x, Ptr y, Ptr init, bool subtract)
    {
        nint whole = aRow == 1 ? m - (m % S.Count) : 0;
        if (whole > 0) Products<S, V>.Multiply(1, (int)whole, (int)k, x, 0, 1, a, aStep, y, 0, init, 0, subtract, Triangle.None);
        for (nint i = whole; i < m; i++)
        {
            float sum = 0;
            for (nint p = 0; p < k; p++)
                sum += a[(i * aRow) + (p * aStep)] * x[p];
            Put(y, i, sum, init, subtract);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Ptr y, nint i, float sum, Ptr init, bool subtract)
        => y[i] = (init.IsNull ? 0 : init[i]) + (subtract ? -sum : sum);
}
