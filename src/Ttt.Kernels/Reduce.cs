using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Sums and maxima.</summary>
public static class Reduce<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>
    /// sums[r] = the sum of partial[r Count ... r Count + Count - 1]. Works on Count rows at a time: partial is read and sums are written to the next
    /// multiple of Count rows.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LaneSums(int rows, Ptr partial, Ptr sums)
    {
        for (nint r = 0; r < rows; r += S.Count)
            S.Store(S.RowSums(partial + (r * S.Count)), sums, r);
    }

    /// <summary>maxima[r] = the largest of partial[r Count ... r Count + Count - 1], with the extents of <see cref="LaneSums"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LaneMaxima(int rows, Ptr partial, Ptr maxima)
    {
        for (nint r = 0; r < rows; r += S.Count)
            S.Store(S.RowMaxima(partial + (r * S.Count)), maxima, r);
    }

    /// <summary>sums[j] = init[j] + the sum of column j, or minus it; init null means zeros, and it may be sums itself. The number of columns is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ColumnSums(int rows, int columns, Ptr x, nint ld, Ptr sums, Ptr init, bool subtract)
    {
        nint j = 0;
        for (; j + (4 * S.Count) <= columns; j += 4 * S.Count)
        {
            V s0 = default, s1 = default, s2 = default, s3 = default;
            var row = x + j;
            for (nint r = 0; r < rows; r++, row += ld)
            {
                s0 = S.Add(s0, S.Load(row, 0));
                s1 = S.Add(s1, S.Load(row, S.Count));
                s2 = S.Add(s2, S.Load(row, 2 * S.Count));
                s3 = S.Add(s3, S.Load(row, 3 * S.Count));
            }
            Put(s0, j, sums, init, subtract);
            Put(s1, j + S.Count, sums, init, subtract);
            Put(s2, j + (2 * S.Count), sums, init, subtract);
            Put(s3, j + (3 * S.Count), sums, init, subtract);
        }
        for (; j + S.Count <= columns; j += S.Count)
        {
            V sum = default;
            for (nint r = 0; r < rows; r++)
                sum = S.Add(sum, S.Load(x, (r * ld) + j));
            Put(sum, j, sums, init, subtract);
        }
        for (; j < columns; j++)
        {
            float sum = 0;
            for (nint r = 0; r < rows; r++)
                sum += x[(r * ld) + j];
            sums[j] = (init.IsNull ? 0 : init[j]) + (subtract ? -sum : sum);
        }
    }

    /// <summary>The sum of <paramref name="count"/> floats, exactly those.</summary>
    public static float Total(int count, Ptr x)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        nint i = 0;
        for (; i + (4 * S.Count) <= count; i += 4 * S.Count)
        {
            s0 = S.Add(s0, S.Load(x, i));
            s1 = S.Add(s1, S.Load(x, i + S.Count));
            s2 = S.Add(s2, S.Load(x, i + (2 * S.Count)));
            s3 = S.Add(s3, S.Load(x, i + (3 * S.Count)));
        }
        for (; i + S.Count <= count; i += S.Count)
            s0 = S.Add(s0, S.Load(x, i));
        float total = S.Sum(S.Add(S.Add(s0, s1), S.Add(s2, s3)));
        for (; i < count; i++)
            total += x[i];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(V sum, nint j, Ptr sums, Ptr init, bool subtract)
    {
        V start = init.IsNull ? default : S.Load(init, j);
        S.Store(subtract ? S.Subtract(start, sum) : S.Add(start, sum), sums, j);
    }
}
