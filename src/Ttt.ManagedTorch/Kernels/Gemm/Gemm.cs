using System.Numerics;

namespace TorchSharp;

/// <summary>One matrix operand: pointer and strides in elements.</summary>
internal readonly unsafe struct MatrixView<T>(T* data, long rowStride, long columnStride) where T : unmanaged
{
    public T* Data => data;

    public long RowStride => rowStride;

    public long ColumnStride => columnStride;
}

/// <summary>C = A B for row-major C.</summary>
internal static unsafe class Gemm
{
    public static void Run<T>(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc) where T : unmanaged, INumber<T>
    {
        for (long i = 0; i < m; i++)
        {
            T* row = c + (i * ldc);
            new Span<T>(row, (int)n).Clear();
            for (long p = 0; p < k; p++)
            {
                T x = a.Data[(i * a.RowStride) + (p * a.ColumnStride)];
                T* other = b.Data + (p * b.RowStride);
                for (long j = 0; j < n; j++) row[j] += x * other[j * b.ColumnStride];
            }
        }
    }
}
