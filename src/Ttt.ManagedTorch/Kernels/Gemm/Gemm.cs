using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TorchSharp;

/// <summary>One matrix operand: pointer and strides in elements.</summary>
internal readonly unsafe struct MatrixView<T>(T* data, long rowStride, long columnStride) where T : unmanaged
{
    public T* Data => data;

    public long RowStride => rowStride;

    public long ColumnStride => columnStride;

    public MatrixView<T> At(long row, long column) => new(data + (row * rowStride) + (column * columnStride), rowStride, columnStride);
}

/// <summary>C = A B for row-major C. The inner dimension is never split between threads, so results do not depend on their number.</summary>
internal static unsafe class Gemm
{
    // Operations per thread below which handing over costs more than it saves.
    private const long MinimumWork = 1 << 20;

    /// <summary>One product, on several threads where it is large.</summary>
    public static void RunParallel<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        if (IsNarrow(m, n, a))
        {
            RunTurned(m, n, k, a, b, c, ldc);
            return;
        }
        bool direct = IsDirect<T>(m, k, b);
        long pieces = Math.Min(Parallel.Threads, m * n * k / MinimumWork);
        if (pieces <= 1)
        {
            Run(m, n, k, a, b, c, ldc, direct);
            return;
        }
        SplitRun(m, n, k, a, b, c, ldc, direct, pieces);
    }

    /// <summary>One product on this thread.</summary>
    public static void Run<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T> =>
        Run(m, n, k, a, b, c, ldc, IsDirect<T>(m, k, b));

    // Few columns, and a left operand whose columns are adjacent: the transposed product reads it as it lies, without copying it into panels.
    private static bool IsNarrow<T>(long m, long n, MatrixView<T> a) where T : unmanaged => n <= 8 && m >= 32 && a.RowStride == 1 && a.ColumnStride != 1;

    private static void RunTurned<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        var turned = BufferPool.Rent(m * n * sizeof(T));
        T* rows = (T*)turned.Pointer;
        RunParallel(n, m, k, new MatrixView<T>(b.Data, b.ColumnStride, b.RowStride), new MatrixView<T>(a.Data, a.ColumnStride, a.RowStride), rows, m);
        for (long i = 0; i < m; i++)
            for (long j = 0; j < n; j++) c[(i * ldc) + j] = rows[(j * m) + i];
        turned.Release();
    }

    // Rows or columns, whichever there are more of: the other operand is packed by every thread.
    private static void SplitRun<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc, bool direct, long pieces) where T : unmanaged, INumber<T>
    {
        const long Row = 6, Column = 64;
        if (m >= n)
        {
            long tiles = (m + Row - 1) / Row;
            Parallel.For(tiles, (tiles + pieces - 1) / pieces, (from, to) =>
                Run(Math.Min(to * Row, m) - (from * Row), n, k, a.At(from * Row, 0), b, c + (from * Row * ldc), ldc, direct));
            return;
        }
        long panels = (n + Column - 1) / Column;
        Parallel.For(panels, (panels + pieces - 1) / pieces, (from, to) =>
            Run(m, Math.Min(to * Column, n) - (from * Column), k, a, b.At(0, from * Column), c + (from * Column), ldc, direct));
    }

    // Few rows: copying B would cost as much as multiplying.
    private static bool IsDirect<T>(long m, long k, MatrixView<T> b) where T : unmanaged =>
        b.ColumnStride == 1 && (m <= 24 || (m <= 64 && k <= 128));

    // So few rows that a matrix which lies the other way is better read as it lies.
    private static bool IsDots<T>(long m, MatrixView<T> a, MatrixView<T> b) where T : unmanaged => m <= 4 && b.RowStride == 1 && b.ColumnStride != 1 && a.ColumnStride == 1;

    private static void Run<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc, bool direct) where T : unmanaged, INumber<T>
    {
        if (m == 0 || n == 0) return;
        bool dots = IsDots(m, a, b);
        if (typeof(T) == typeof(float))
        {
            var (x, y) = (Unsafe.BitCast<MatrixView<T>, MatrixView<float>>(a), Unsafe.BitCast<MatrixView<T>, MatrixView<float>>(b));
            if (dots && Vector512.IsHardwareAccelerated) DotGemm<Simd512F, Vector512<float>, float>.Run(m, n, k, x, y, (float*)c, ldc);
            else if (dots) DotGemm<Simd256F, Vector256<float>, float>.Run(m, n, k, x, y, (float*)c, ldc);
            else if (Vector512.IsHardwareAccelerated && n > 16) BlockedGemm<Simd512F, Vector512<float>, float>.Run(m, n, k, x, y, (float*)c, ldc, direct);
            else if (Vector256.IsHardwareAccelerated) BlockedGemm<Simd256F, Vector256<float>, float>.Run(m, n, k, x, y, (float*)c, ldc, direct);
            else BlockedGemm<Simd128F, Vector128<float>, float>.Run(m, n, k, x, y, (float*)c, ldc, direct);
        }
        else if (typeof(T) == typeof(double))
        {
            var (x, y) = (Unsafe.BitCast<MatrixView<T>, MatrixView<double>>(a), Unsafe.BitCast<MatrixView<T>, MatrixView<double>>(b));
            if (dots && Vector512.IsHardwareAccelerated) DotGemm<Simd512D, Vector512<double>, double>.Run(m, n, k, x, y, (double*)c, ldc);
            else if (dots) DotGemm<Simd256D, Vector256<double>, double>.Run(m, n, k, x, y, (double*)c, ldc);
            else if (Vector512.IsHardwareAccelerated && n > 8) BlockedGemm<Simd512D, Vector512<double>, double>.Run(m, n, k, x, y, (double*)c, ldc, direct);
            else if (Vector256.IsHardwareAccelerated) BlockedGemm<Simd256D, Vector256<double>, double>.Run(m, n, k, x, y, (double*)c, ldc, direct);
            else BlockedGemm<Simd128D, Vector128<double>, double>.Run(m, n, k, x, y, (double*)c, ldc, direct);
        }
        else Plain(m, n, k, a, b, c, ldc);
    }

    // Integer products: exact, rare and small.
    private static void Plain<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        for (long i = 0; i < m; i++)
        {
            for (long j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (long p = 0; p < k; p++) sum += *a.At(i, p).Data * *b.At(p, j).Data;
                c[(i * ldc) + j] = sum;
            }
        }
    }
}
