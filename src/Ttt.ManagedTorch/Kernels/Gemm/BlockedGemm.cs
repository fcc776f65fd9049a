using System.Numerics;

namespace TorchSharp;

/// <summary>
/// The loops around the micro-kernel. Large products are cut into blocks that fit the caches, with B copied into panels (and A where that
/// pays); products with few rows read B where it is and copy only its ragged last panel.
/// </summary>
internal static unsafe class BlockedGemm<TSimd, TVector, T>
    where TSimd : struct, ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    private const int RowBlock = 96;
    private const int ColumnBlock = 1024;

    // Rows of each thread below which one copy of the panels for all is cheaper than one of its own in its cache.
    private const long SharedRows = 512;

    // Panels of B for which a copy of the rows of A is read; below, copying costs more than their strides do.
    private const int MinimumReuse = 4;

    // A panel of B stays in a first-level cache, of which machines with wide vectors have more.
    private static long MaximumDepth => TSimd.TileRows > 6 ? 384 : 256;

    private static int Rows => MicroKernel<TSimd, TVector, T>.Rows;

    private static int Width => MicroKernel<TSimd, TVector, T>.Columns;

    public static void RunDirect(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
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
            panel = (T*)Scratch.Left(Math.Max(k, 1) * width * sizeof(T));
            Packing.Panel(b.At(0, j), k, columns, width, panel);
            RowTiles(m, k, a, panel, width, c + j, ldc, columns, edge, false);
        }
    }

    // Long sums into a small result, as gradients of weights are, are cut into slices of this length with sums of their own: threads then share nothing.
    private const long SliceLength = 1024;
    private const long SlicedResult = 1 << 19;

    public static void RunBlocked(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
    {
        long slices = k / SliceLength;
        if (slices < 2 || m * n > SlicedResult)
        {
            RunWhole(m, n, k, a, b, c, ldc);
            return;
        }
        var sums = BufferPool.Rent(slices * m * n * sizeof(T));
        T* parts = (T*)sums.Pointer;
        // Where there are more threads than slices, they share the rows too.
        long rows = (m * slices / Math.Max(slices, Parallel.Threads) + Rows - 1) / Rows * Rows, groups = (m + rows - 1) / rows;
        Parallel.For(slices * groups, 1, (from, to) =>
        {
            for (long task = from; task < to; task++)
            {
                long slice = task / groups, row = task % groups * rows, start = slice * k / slices;
                RunWhole(Math.Min(rows, m - row), n, ((slice + 1) * k / slices) - start, a.At(row, start), b.At(start, 0), parts + (((slice * m) + row) * n), n);
            }
        });
        Parallel.For(m, 1 + (Parallel.MinimumWork / (n * slices)), (from, to) =>
        {
            for (long i = from; i < to; i++)
                for (long s = 0; s < slices; s++) Add(parts + (((s * m) + i) * n), c + (i * ldc), n, s > 0);
        });
        sums.Release();
    }

    private static void Add(T* from, T* to, long n, bool add)
    {
        long j = 0;
        for (; j + TSimd.Count <= n; j += TSimd.Count)
            TSimd.Store(add ? TSimd.Add(TSimd.Load(to + j), TSimd.Load(from + j)) : TSimd.Load(from + j), to + j);
        for (; j < n; j++) to[j] = add ? to[j] + from[j] : from[j];
    }

    private static void RunWhole(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc)
    {
        // Pieces of one length: a short last one would cost a pass over C for little work.
        long depth = Math.Max(1, (k + MaximumDepth - 1) / MaximumDepth);
        depth = Math.Min(k, ((k + depth - 1) / depth + 7) & ~7L);
        for (long j0 = 0; j0 < n; j0 += ColumnBlock)
            for (long k0 = 0; k0 < k || k0 == 0; k0 += Math.Max(depth, 1))
                new Step(m, Math.Min(ColumnBlock, n - j0), Math.Min(depth, k - k0), a.At(0, k0), b.At(k0, j0), c + j0, ldc, k0 > 0).Run();
    }

    /// <summary>Adds one block of the inner dimension: first B becomes panels, then tasks of some rows and some panels each are multiplied.</summary>
    private sealed class Step
    {
        private readonly long _m, _n, _k, _ldc, _rows, _panels, _groups;
        private readonly MatrixView<T> _a, _b;
        private readonly T* _c;
        private readonly bool _add;
        private T* _shared;

        public Step(long m, long n, long k, MatrixView<T> a, MatrixView<T> b, T* c, long ldc, bool add)
        {
            (_m, _n, _k, _a, _b, _ldc, _add) = (m, n, k, a, b, ldc, add);
            _c = c;
            _panels = (n + Width - 1) / Width;
            // Where the blocks of rows are few for the threads there are, they get shorter, then the panels are shared out as well.
            long tasks = Parallel.IsInside ? 1 : 4 * Parallel.Threads;
            _rows = (Math.Clamp(m / tasks, Math.Min(2 * Rows, RowBlock), RowBlock) + Rows - 1) / Rows * Rows;
            _groups = RowBlocks >= tasks / 2 ? 1 : Math.Min(_panels, (tasks + RowBlocks - 1) / RowBlocks);
        }

        private long RowBlocks => (_m + _rows - 1) / _rows;

        public void Run()
        {
            if (!Gemm.IsLarge(_m * _n * _k))
            {
                Multiply(0, RowBlocks * _groups);
                return;
            }
            if (_m < SharedRows * Parallel.Threads)
            {
                _shared = (T*)Scratch.Right(PackedBytes, this).Memory;
                Parallel.For(_panels, 1 + Parallel.MinimumWork / (Width * Math.Max(_k, 1)), Pack);
            }
            Parallel.For(RowBlocks * _groups, 1 + Gemm.MinimumWork / (_rows * Math.Max(_k, 1) * Math.Max(_n / _groups, 1)), Multiply);
        }

        private long PackedBytes => _panels * Width * Math.Max(_k, 1) * sizeof(T);

        private void Pack(long from, long to) => Pack(from, to, _shared);

        private void Pack(long from, long to, T* packed)
        {
            long start = from * Width;
            Packing.Panels(_b.At(0, start), _k, Math.Min(_n, to * Width) - start, Width, packed + (start * _k));
        }

        // The panels of this thread, made when its first task asks.
        private T* Own()
        {
            var (memory, isNew) = Scratch.Right(PackedBytes, this);
            if (isNew) Pack(0, _panels, (T*)memory);
            return (T*)memory;
        }

        private void Multiply(long from, long to)
        {
            T* packed = _shared != null ? _shared : Own();
            T* edge = stackalloc T[Rows * Width];
            for (long task = from; task < to; task++)
            {
                long group = task % _groups, row = task / _groups * _rows;
                Block(row, Math.Min(_rows, _m - row), group * _panels / _groups, (group + 1) * _panels / _groups, packed, edge);
            }
        }

        private void Block(long row, long rows, long firstPanel, long endPanel, T* packed, T* edge)
        {
            int width = Width;
            var block = _a.At(row, 0);
            T* copy = null;
            if (block.ColumnStride != 1 || (Packing.Turns<T>(Rows) && endPanel - firstPanel >= MinimumReuse))
            {
                copy = (T*)Scratch.Left(((rows + Rows - 1) / Rows * Rows * _k + width) * sizeof(T));
                Packing.RowGroups(block, rows, Rows, _k, copy);
            }
            for (long panel = firstPanel; panel < endPanel; panel++)
            {
                long j = panel * width;
                T* target = _c + (row * _ldc) + j, right = packed + (j * _k);
                int columns = (int)Math.Min(width, _n - j);
                if (copy != null) PackedTiles(rows, _k, copy, right, target, _ldc, columns, edge, _add);
                else RowTiles(rows, _k, block, right, width, target, _ldc, columns, edge, _add);
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
