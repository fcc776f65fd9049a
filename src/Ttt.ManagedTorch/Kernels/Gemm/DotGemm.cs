using System.Numerics;

namespace TorchSharp;

/// <summary>
/// Products of few rows with a matrix whose columns are contiguous (x Wᵀ, W as stored): sums along both, so that the matrix is read once where it lies.
/// Copying it into panels would cost more than the product.
/// </summary>
internal static unsafe class DotGemm<TSimd, TVector, T>
    where TSimd : struct, ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    // Columns side by side: enough sums in flight to hide the latency of a multiply-add.
    private const int Columns = 8;

    public static void Run(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
    {
        long j = 0;
        for (; j + Columns <= n; j += Columns)
            for (long i = 0; i < m; i++)
                Eight(k, a.Data + (i * a.RowStride), b.Data + (j * b.ColumnStride), b.ColumnStride, c + (i * ldc) + j);
        for (; j < n; j++)
            for (long i = 0; i < m; i++)
                c[(i * ldc) + j] = One(k, a.Data + (i * a.RowStride), b.Data + (j * b.ColumnStride));
    }

    private static void Eight(long k, T* x, T* w, long step, T* y)
    {
        TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        long p = 0;
        T* v = w + (4 * step);
        for (; p + TSimd.Count <= k; p += TSimd.Count)
        {
            TVector row = TSimd.Load(x + p);
            s0 = TSimd.MultiplyAdd(row, TSimd.Load(w + p), s0);
            s1 = TSimd.MultiplyAdd(row, TSimd.Load(w + step + p), s1);
            s2 = TSimd.MultiplyAdd(row, TSimd.Load(w + (2 * step) + p), s2);
            s3 = TSimd.MultiplyAdd(row, TSimd.Load(w + (3 * step) + p), s3);
            s4 = TSimd.MultiplyAdd(row, TSimd.Load(v + p), s4);
            s5 = TSimd.MultiplyAdd(row, TSimd.Load(v + step + p), s5);
            s6 = TSimd.MultiplyAdd(row, TSimd.Load(v + (2 * step) + p), s6);
            s7 = TSimd.MultiplyAdd(row, TSimd.Load(v + (3 * step) + p), s7);
        }
        (y[0], y[1], y[2], y[3]) = (TSimd.Sum(s0), TSimd.Sum(s1), TSimd.Sum(s2), TSimd.Sum(s3));
        (y[4], y[5], y[6], y[7]) = (TSimd.Sum(s4), TSimd.Sum(s5), TSimd.Sum(s6), TSimd.Sum(s7));
        for (; p < k; p++)
            for (int j = 0; j < Columns; j++) y[j] += x[p] * w[(j * step) + p];
    }

    private static T One(long k, T* x, T* w)
    {
        TVector sums = default;
        long p = 0;
        for (; p + TSimd.Count <= k; p += TSimd.Count) sums = TSimd.MultiplyAdd(TSimd.Load(x + p), TSimd.Load(w + p), sums);
        T total = TSimd.Sum(sums);
        for (; p < k; p++) total += x[p] * w[p];
        return total;
    }
}
