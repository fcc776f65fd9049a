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
    /// <summary>Operations per thread below which handing over costs more than it saves.</summary>
    public const long MinimumWork = 1 << 20;

    /// <summary>Whether a product of so many multiplications is worth more than one thread.</summary>
    public static bool IsLarge(long work) => work >= 2 * MinimumWork && Parallel.Threads > 1;

    /// <summary>One product by itself, on several threads where it is large.</summary>
    public static void RunParallel<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        if (IsNarrow(m, n, a)) RunTurned(m, n, k, a, b, c, ldc);
        else if (ReadsRight(m, k, a, b) && IsLarge(m * n * k)) RunColumns(m, n, k, a, b, c, ldc);
        else Run(m, n, k, a, b, c, ldc);
    }

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

    // Nothing is packed that the threads could share.
    private static void RunColumns<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        const long Column = 64;
        Parallel.For((n + Column - 1) / Column, 1 + (MinimumWork / (m * k * Column)), (from, to) =>
            Run(m, Math.Min(to * Column, n) - (from * Column), k, a, b.At(0, from * Column), c + (from * Column), ldc));
    }

    private static bool ReadsRight<T>(long m, long k, MatrixView<T> a, MatrixView<T> b) where T : unmanaged => IsDirect(m, k, b) || IsDots(m, a, b);

    // Few rows: copying B would cost as much as multiplying.
    private static bool IsDirect<T>(long m, long k, MatrixView<T> b) where T : unmanaged =>
        b.ColumnStride == 1 && (m <= 24 || (m <= 64 && k <= 128));

    // So few rows that a matrix which lies the other way is better read as it lies.
    private static bool IsDots<T>(long m, MatrixView<T> a, MatrixView<T> b) where T : unmanaged => m <= 4 && b.RowStride == 1 && b.ColumnStride != 1 && a.ColumnStride == 1;

    /// <summary>One product, on this thread where it is one of many.</summary>
    public static void Run<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        if (m == 0 || n == 0) return;
        bool dots = IsDots(m, a, b);
        if (typeof(T) == typeof(float))
        {
            var (x, y) = (Unsafe.BitCast<MatrixView<T>, MatrixView<float>>(a), Unsafe.BitCast<MatrixView<T>, MatrixView<float>>(b));
            if (dots && Vector512.IsHardwareAccelerated) DotGemm<Simd512F, Vector512<float>, float>.Run(m, n, k, x, y, (float*)c, ldc);
            else if (dots) DotGemm<Simd256F, Vector256<float>, float>.Run(m, n, k, x, y, (float*)c, ldc);
            else if (Vector512.IsHardwareAccelerated && n > 16) Blocked<Simd512F, Vector512<float>, float>(m, n, k, x, y, (float*)c, ldc);
            else if (Vector256.IsHardwareAccelerated) Blocked<Simd256F, Vector256<float>, float>(m, n, k, x, y, (float*)c, ldc);
            else Blocked<Simd128F, Vector128<float>, float>(m, n, k, x, y, (float*)c, ldc);
        }
        else if (typeof(T) == typeof(double))
        {
            var (x, y) = (Unsafe.BitCast<MatrixView<T>, MatrixView<double>>(a), Unsafe.BitCast<MatrixView<T>, MatrixView<double>>(b));
            if (dots && Vector512.IsHardwareAccelerated) DotGemm<Simd512D, Vector512<double>, double>.Run(m, n, k, x, y, (double*)c, ldc);
            else if (dots) DotGemm<Simd256D, Vector256<double>, double>.Run(m, n, k, x, y, (double*)c, ldc);
            else if (Vector512.IsHardwareAccelerated && n > 8) Blocked<Simd512D, Vector512<double>, double>(m, n, k, x, y, (double*)c, ldc);
            else if (Vector256.IsHardwareAccelerated) Blocked<Simd256D, Vector256<double>, double>(m, n, k, x, y, (double*)c, ldc);
            else Blocked<Simd128D, Vector128<double>, double>(m, n, k, x, y, (double*)c, ldc);
        }
        else Plain(m, n, k, a, b, c, ldc);
    }

    private static void Blocked<TSimd, TVector, T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
        where TSimd : struct, ISimd<TVector, T>
        where TVector : struct
        where T : unmanaged, INumber<T>
    {
        if (IsDirect(m, k, b)) BlockedGemm<TSimd, TVector, T>.RunDirect(m, n, k, a, b, c, ldc);
        else BlockedGemm<TSimd, TVector, T>.RunBlocked(m, n, k, a, b, c, ldc);
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
