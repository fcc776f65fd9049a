using System.Numerics;

namespace TorchSharp;

/// <summary>
/// The loops around the micro-kernel. Large products are cut into blocks that fit the caches, with B copied into panels (and A where its
/// rows are not contiguous); products with few rows read B where it is and copy only its ragged last panel.
/// </summary>
internal static unsafe class BlockedGemm<TSimd, TVector, T>
    where TSimd : struct, ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    private const int RowBlock = 96;
    private const int ColumnBlock = 1024;

    // A panel of B stays in a first-level cache, of which machines with wide vectors have more.
    private static long MaximumDepth => TSimd.TileRows > 6 ? 384 : 256;

    private static int Rows => MicroKernel<TSimd, TVector, T>.Rows;

    private static int Width => MicroKernel<TSimd, TVector, T>.Columns;

    public static void Run(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc, bool direct)
    {
        if (direct) RunDirect(m, n, k, a, b, c, ldc);
        else RunBlocked(m, n, k, a, b, c, ldc);
    }

    private static void RunDirect(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
    {
        int width = Width;
        T* edge = stackalloc T[Rows * width];
        T* panel = null;
        for (long j = 0; j < n; j += width)
        {
            int columns = (int)Math.Min(width, n - j);
            if (columns == width)
            {
                RowTiles(m, k, a, b.Data + j, b.RowStride, c + j, ldc, columns, edge, false);
                continue;
            }
            panel = (T*)Scratch.Get(Math.Max(k, 1) * width * sizeof(T));
            Packing.Panel(b.At(0, j), k, columns, width, panel);
            RowTiles(m, k, a, panel, width, c + j, ldc, columns, edge, false);
        }
    }

    private static void RunBlocked(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
    {
        int width = Width;
        T* edge = stackalloc T[Rows * width];
        // Pieces of one length: a short last one would cost a pass over C for little work.
        long depth = Math.Max(1, (k + MaximumDepth - 1) / MaximumDepth);
        depth = Math.Min(k, ((k + depth - 1) / depth + 7) & ~7L);
        long panels = (Math.Min(n, ColumnBlock) + width - 1) / width;
        bool packRows = a.ColumnStride != 1;
        long rowBlock = (Math.Min(m, RowBlock) + Rows - 1) / Rows * Rows;
        T* packedB = (T*)Scratch.Get(((panels * width * depth) + (packRows ? rowBlock * depth : 0) + width) * sizeof(T));
        T* packedA = packedB + (panels * width * depth);
        for (long j0 = 0; j0 < n; j0 += ColumnBlock)
        {
            long nc = Math.Min(ColumnBlock, n - j0);
            for (long k0 = 0; k0 < k || k0 == 0; k0 += Math.Max(depth, 1))
            {
                long kc = Math.Min(depth, k - k0);
                Packing.Panels(b.At(k0, j0), kc, nc, width, packedB);
                for (long i0 = 0; i0 < m; i0 += RowBlock)
                {
                    long mc = Math.Min(RowBlock, m - i0);
                    var block = a.At(i0, k0);
                    if (packRows) Packing.RowGroups(block, mc, Rows, kc, packedA);
                    for (long j = 0; j < nc; j += width)
                    {
                        T* target = c + (i0 * ldc) + j0 + j;
                        int columns = (int)Math.Min(width, nc - j);
                        if (packRows) PackedTiles(mc, kc, packedA, packedB + (j * kc), target, ldc, columns, edge, k0 > 0);
                        else RowTiles(mc, kc, block, packedB + (j * kc), width, target, ldc, columns, edge, k0 > 0);
                    }
                }
            }
        }
    }

    private static void RowTiles(long m, long k, MatrixView<T> a, T* b, long stepB, T* c, long ldc, int columns, T* edge, bool add)
    {
        for (long i = 0; i < m; i += Rows)
            OneTile((int)Math.Min(Rows, m - i), k, a.Data + (i * a.RowStride), a.RowStride, a.ColumnStride, b, stepB, c + (i * ldc), ldc, columns, edge, add);
    }

    private static void PackedTiles(long m, long k, T* a, T* b, T* c, long ldc, int columns, T* edge, bool add)
    {
        for (long i = 0; i < m; i += Rows)
        {
            int rows = (int)Math.Min(Rows, m - i);
            OneTile(rows, k, a + (i * k), 1, rows, b, Width, c + (i * ldc), ldc, columns, edge, add);
        }
    }

    // A tile at the right edge goes through a full-width buffer.
    private static void OneTile(int rows, long k, T* a, long rowStep, long stepA, T* b, long stepB, T* c, long ldc, int columns, T* edge, bool add)
    {
        int width = Width;
        if (columns == width)
        {
            MicroKernel<TSimd, TVector, T>.Tile(rows, k, a, rowStep, stepA, b, stepB, c, ldc, add);
            return;
        }
        MicroKernel<TSimd, TVector, T>.Tile(rows, k, a, rowStep, stepA, b, stepB, edge, width, false);
        for (int r = 0; r < rows; r++)
            for (int j = 0; j < columns; j++)
                c[(r * ldc) + j] = add ? c[(r * ldc) + j] + edge[(r * width) + j] : edge[(r * width) + j];
    }
}
