using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Products of a matrix and one vector.</summary>
internal static unsafe class VectorProducts<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Contiguous rows: dot products, as many rows at a time as there are lanes, whose lanes are then summed by a tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(nint m, nint k, Ptr a, nint aRow, Ptr x, Ptr y, Ptr init, bool subtract)
    {
        const int Widest = 16;
        float* lanes = stackalloc float[Widest * Widest];
        nint i = 0, whole = k - (k % S.Count);
        for (; S.Count >= 4 && i + S.Count <= m; i += S.Count)
        {
            for (nint r = 0; r < S.Count; r += 4)
                FourRows(whole, a + ((i + r) * aRow), aRow, x, new Ptr(lanes + (r * S.Count)));
            V sums = S.RowSums(new Ptr(lanes));
            if (whole < k) sums = S.Add(sums, Ends(a + (i * aRow), aRow, x, whole, k));
            V start = init.IsNull ? default : S.Load(init, i);
            S.Store(subtract ? S.Subtract(start, sums) : S.Add(start, sums), y, i);
        }
        for (; i < m; i++)
        {
            var a0 = a + (i * aRow);
            V s0 = default;
            for (nint p = 0; p < whole; p += S.Count)
                s0 = S.MultiplyAdd(S.Load(a0, p), S.Load(x, p), s0);
            Put(y, i, S.Sum(s0) + Dot(a0, x, whole, k), init, subtract);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(nint whole, Ptr a0, nint aRow, Ptr x, Ptr lanes)
    {
        Ptr a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
        V s0 = default, s1 = default, s2 = default, s3 = default;
        for (nint p = 0; p < whole; p += S.Count)
        {
            V v = S.Load(x, p);
            s0 = S.MultiplyAdd(S.Load(a0, p), v, s0);
            s1 = S.MultiplyAdd(S.Load(a1, p), v, s1);
            s2 = S.MultiplyAdd(S.Load(a2, p), v, s2);
            s3 = S.MultiplyAdd(S.Load(a3, p), v, s3);
        }
        S.Store(s0, lanes, 0);
        S.Store(s1, lanes, S.Count);
        S.Store(s2, lanes, 2 * S.Count);
        S.Store(s3, lanes, 3 * S.Count);
    }

    // The products behind the last whole vector of each row.
    private static V Ends(Ptr a, nint aRow, Ptr x, nint from, nint to)
    {
        const int Widest = 16;
        float* sums = stackalloc float[Widest];
        for (nint r = 0; r < S.Count; r++)
            sums[r] = Dot(a + (r * aRow), x, from, to);
        return S.Load(new Ptr(sums), 0);
    }

    private static float Dot(Ptr a, Ptr x, nint from, nint to)
    {
        float sum = 0;
        for (nint p = from; p < to; p++)
            sum += a[p] * x[p];
        return sum;
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
