using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Reductions: contiguous rows are added with several vector accumulators, columns row by row. The order of additions never depends on the number of threads.</summary>
internal static unsafe class Reduce
{
    // Rows are summed in blocks of this length and the blocks in double, which bounds the error of long sums.
    private const long Block = 4096;

    /// <summary>Sums over the dimensions where <paramref name="target"/> has extent 1; both have the same rank.</summary>
    public static void Sum(TensorImpl target, TensorImpl source)
    {
        if (Widened.Needs(target)) Widened.Run(target, source, Sum);
        else DType.Run(target.DType, new SumRun(target, source));
    }

    /// <summary>Sum of <paramref name="n"/> adjacent numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T RowSum<T>(T* x, long n) where T : unmanaged, INumber<T>
    {
        if (n <= Block) return BlockSum(x, n);
        if (typeof(T) == typeof(float))
        {
            double total = 0;
            for (long i = 0; i < n; i += Block) total += double.CreateTruncating(BlockSum(x + i, Math.Min(Block, n - i)));
            return T.CreateTruncating(total);
        }
        T sum = T.Zero;
        for (long i = 0; i < n; i += Block) sum += BlockSum(x + i, Math.Min(Block, n - i));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T BlockSum<T>(T* x, long n) where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        long i = 0;
        T sum = T.Zero;
        if (n >= width)
        {
            Vector<T> a = Vector<T>.Zero, b = a, c = a, d = a;
            for (; i <= n - (4 * width); i += 4 * width)
            {
                a += Vector.Load(x + i);
                b += Vector.Load(x + i + width);
                c += Vector.Load(x + i + (2 * width));
                d += Vector.Load(x + i + (3 * width));
            }
            for (; i <= n - width; i += width) a += Vector.Load(x + i);
            sum = Vector.Sum(a + b + (c + d));
        }
        for (; i < n; i++) sum += x[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow<T>(T* o, T* x, long n) where T : unmanaged, INumber<T>
    {
        long i = 0;
        for (; i <= n - Vector<T>.Count; i += Vector<T>.Count) (Vector.Load(o + i) + Vector.Load(x + i)).Store(o + i);
        for (; i < n; i++) o[i] += x[i];
    }

    private readonly struct SumRun(TensorImpl target, TensorImpl source) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            // Kept dimensions come first, reduced ones last, each in the order of memory.
            int rank = source.Rank;
            var kept = new List<(long Size, long From, long To)>();
            var reduced = new List<(long Size, long From)>();
            for (int i = 0; i < rank; i++)
            {
                if (source.Shape[i] == 1) continue;
                if (target.Shape[i] == 1) Append(reduced, source.Shape[i], source.Strides[i]);
                else Append(kept, source.Shape[i], source.Strides[i], target.Strides[i]);
            }
            T* from = (T*)source.Data, to = (T*)target.Data;
            if (source.Numel == 0 || target.Numel == 0)
            {
                for (long i = 0; i < target.Numel; i++) to[i] = T.Zero;
                return;
            }
            var inner = kept.Count > 0 ? kept[^1] : default;
            bool columns = reduced.Count > 0 && kept.Count > 0 && inner.From == 1 && inner.To == 1 && reduced[^1].From != 1;
            var sum = new StridedSum<T>([.. kept], [.. reduced], from, to, columns);
            long outputs = columns ? target.Numel / inner.Size : target.Numel;
            long work = source.Numel / outputs;
            if (source.Numel < Parallel.MinimumWork) sum.Run(0, outputs);
            else if (outputs == 1 && columns) ParallelColumns(sum, inner.Size);
            else Parallel.For(outputs, Math.Max(1, Parallel.MinimumWork / 2 / work), sum.Run);
            GC.KeepAlive(target);
            GC.KeepAlive(source);
        }

        private static void ParallelColumns<T>(StridedSum<T> sum, long columns) where T : unmanaged, INumber<T> =>
            Parallel.For((columns + 15) / 16, 1, (a, b) => sum.Columns(a * 16, Math.Min(b * 16, columns)));

        private static void Append(List<(long Size, long From, long To)> dims, long size, long from, long to)
        {
            if (dims.Count > 0 && dims[^1].From == from * size && dims[^1].To == to * size) dims[^1] = (dims[^1].Size * size, from, to);
            else dims.Add((size, from, to));
        }

        private static void Append(List<(long Size, long From)> dims, long size, long from)
        {
            if (dims.Count > 0 && dims[^1].From == from * size) dims[^1] = (dims[^1].Size * size, from);
            else dims.Add((size, from));
        }
    }

    private sealed class StridedSum<T>((long Size, long From, long To)[] kept, (long Size, long From)[] reduced, T* from, T* to, bool columns)
        where T : unmanaged, INumber<T>
    {
        public void Run(long begin, long end)
        {
            for (long output = begin; output < end; output++)
            {
                long rest = output, source = 0, target = 0;
                for (int d = kept.Length - (columns ? 2 : 1); d >= 0; d--)
                {
                    long index = rest % kept[d].Size;
                    rest /= kept[d].Size;
                    source += index * kept[d].From;
                    target += index * kept[d].To;
                }
                if (columns) AddRows(from + source, to + target, kept[^1].Size);
                else to[target] = Total(from + source, 0);
            }
        }

        public void Columns(long begin, long end) => AddRows(from + begin, to + begin, end - begin);

        private void AddRows(T* source, T* target, long n)
        {
            new Span<T>(target, (int)n).Clear();
            AddRows(source, target, n, 0);
        }

        private void AddRows(T* source, T* target, long n, int d)
        {
            if (d == reduced.Length)
            {
                AddRow(target, source, n);
                return;
            }
            for (long i = 0; i < reduced[d].Size; i++) AddRows(source + (i * reduced[d].From), target, n, d + 1);
        }

        private T Total(T* source, int d)
        {
            if (d == reduced.Length) return *source;
            var (size, step) = reduced[d];
            if (d == reduced.Length - 1)
            {
                if (step == 1) return RowSum(source, size);
                T plain = T.Zero;
                for (long i = 0; i < size; i++) plain += source[i * step];
                return plain;
            }
            T sum = T.Zero;
            for (long i = 0; i < size; i++) sum += Total(source + (i * step), d + 1);
            return sum;
        }
    }
}
