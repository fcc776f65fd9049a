using System.Numerics;

namespace TorchSharp;

/// <summary>Forward and backward substitution on batches of contiguous matrices, row by row: every step adds a multiple of a solved row.</summary>
internal static unsafe class TriangularSolve
{
    public static void Run(TensorImpl x, TensorImpl a, TensorImpl b, bool upper, bool unit) => DType.RunReal("linalg.solve_triangular", x.DType, new Job(x, a, b, upper, unit));

    private readonly struct Job(TensorImpl x, TensorImpl a, TensorImpl b, bool upper, bool unit) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            var (rows, columns, size, form) = (x.Shape[^2], x.Shape[^1], x.Numel, (upper, unit));
            if (size == 0) return;
            var (to, from, triangle) = ((nint)x.Data, (nint)b.Data, (nint)a.Data);
            Buffer.MemoryCopy(b.Data, x.Data, size * sizeof(T), size * sizeof(T));
            long grain = Math.Max(1, 65536 / Math.Max(1, rows * rows * columns));
            Parallel.For(size / (rows * columns), grain, (start, end) =>
            {
                for (var n = start; n < end; n++)
                    Solve((T*)to + (n * rows * columns), (T*)triangle + (n * rows * rows), rows, columns, form.upper, form.unit);
            });
            GC.KeepAlive(x);
            GC.KeepAlive(a);
            GC.KeepAlive(b);
        }
    }

    private static void Solve<T>(T* x, T* a, long rows, long columns, bool upper, bool unit) where T : unmanaged, INumber<T>
    {
        for (long step = 0; step < rows; step++)
        {
            var i = upper ? rows - 1 - step : step;
            var row = new Span<T>(x + (i * columns), (int)columns);
            for (long done = 0; done < step; done++)
            {
                var m = upper ? rows - 1 - done : done;
                Subtract(row, a[(i * rows) + m], new ReadOnlySpan<T>(x + (m * columns), (int)columns));
            }
            if (unit) continue;
            var pivot = a[(i * rows) + i];
            foreach (ref var value in row) value /= pivot;
        }
    }

    private static void Subtract<T>(Span<T> row, T factor, ReadOnlySpan<T> other) where T : unmanaged, INumber<T>
    {
        var (width, factors) = (Vector<T>.Count, new Vector<T>(factor));
        var i = 0;
        for (; i <= row.Length - width; i += width) (new Vector<T>(row[i..]) - factors * new Vector<T>(other[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++) row[i] -= factor * other[i];
    }
}
