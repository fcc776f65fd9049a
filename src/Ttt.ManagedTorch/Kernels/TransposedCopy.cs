using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Copies of matrices whose columns are adjacent in memory, in square tiles so that both sides use whole cache lines.</summary>
internal static unsafe class TransposedCopy
{
    private const int Tile = 16;

    /// <summary>Handles a row-major target whose source runs down columns; false where the layouts are others.</summary>
    public static bool TryRun(TensorImpl target, TensorImpl source)
    {
        int rank = target.Rank;
        if (rank < 2 || source.Rank != rank || !target.IsContiguous || source.Strides[^2] != 1 || source.Shape[^2] < Tile || source.Shape[^1] < Tile) return false;
        if (!source.Shape.AsSpan().SequenceEqual(target.Shape)) return false;
        switch (DTypes.Size(target.DType))
        {
            case 4: Run<float>(target, source); return true;
            case 8: Run<double>(target, source); return true;
            default: return false;
        }
    }

    private static void Run<T>(TensorImpl target, TensorImpl source) where T : unmanaged
    {
        long rows = target.Shape[^2], columns = target.Shape[^1], stripes = (rows + Tile - 1) / Tile;
        long matrices = target.Numel / (rows * columns);
        T* to = (T*)target.Data, from = (T*)source.Data;
        Parallel.For(matrices * stripes, Math.Max(1, Parallel.MinimumWork / (Tile * columns)), (begin, end) =>
        {
            for (long s = begin; s < end; s++)
            {
                long matrix = s / stripes, row = s % stripes * Tile, rest = matrix, offset = 0;
                for (int d = target.Rank - 3; d >= 0; d--)
                {
                    offset += rest % target.Shape[d] * source.Strides[d];
                    rest /= target.Shape[d];
                }
                Stripe(to + (matrix * rows * columns) + (row * columns), from + offset + row, Math.Min(Tile, rows - row), columns, source.Strides[^1]);
            }
        });
        GC.KeepAlive(target);
        GC.KeepAlive(source);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stripe<T>(T* to, T* from, long rows, long columns, long step) where T : unmanaged
    {
        for (long c0 = 0; c0 < columns; c0 += Tile)
        {
            long end = Math.Min(c0 + Tile, columns);
            for (long r = 0; r < rows; r++)
                for (long c = c0; c < end; c++) to[(r * columns) + c] = from[(c * step) + r];
        }
    }
}
