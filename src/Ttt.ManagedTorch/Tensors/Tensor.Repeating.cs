using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Reverses the order along the given dimensions.</summary>
        public Tensor flip(params long[] dims)
        {
            using var scope = NewDisposeScope();
            var y = alias();
            foreach (long dim in dims)
            {
                int d = Shapes.Dim(dim, Impl.Rank);
                y = y.index_select(d, torch.arange(Impl.Shape[d] - 1, -1, -1, ScalarType.Int64));
            }
            return (dims.Length == 0 ? clone() : y).MoveToOuterDisposeScope();
        }

        /// <summary>Shifts cyclically; without dimensions, the flattened tensor.</summary>
        public Tensor roll(long shifts, long? dims = null) => roll([shifts], dims is { } d ? [d] : []);

        public Tensor roll(long[] shifts) => roll(shifts, []);

        public Tensor roll((long, long) shifts, (long, long) dims) => roll([shifts.Item1, shifts.Item2], [dims.Item1, dims.Item2]);

        public Tensor roll(long[] shifts, long[] dims)
        {
            using var scope = NewDisposeScope();
            if (dims.Length == 0)
            {
                if (shifts.Length != 1) throw new ExternalException($"shifts and dimensions must align. shifts: {shifts.Length}, dims: 0");
                return reshape(-1).roll(shifts, [0]).reshape(Impl.Shape).MoveToOuterDisposeScope();
            }
            if (dims.Length != shifts.Length) throw new ExternalException($"shifts and dimensions must align. shifts: {shifts.Length}, dims:{dims.Length}");
            var y = alias();
            for (int i = 0; i < dims.Length; i++)
            {
                int d = Shapes.Dim(dims[i], Impl.Rank);
                long n = Impl.Shape[d], by = n == 0 ? 0 : ((shifts[i] % n) + n) % n;
                y = torch.cat([y.narrow(d, n - by, by), y.narrow(d, 0, n - by)], d);
            }
            return y.MoveToOuterDisposeScope();
        }

        /// <summary>Repeats the whole tensor along each dimension.</summary>
        public Tensor repeat(params long[] sizes)
        {
            int added = sizes.Length - Impl.Rank;
            if (added < 0) throw new ExternalException("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
            using var scope = NewDisposeScope();
            long[] split = new long[2 * sizes.Length], expanded = new long[2 * sizes.Length], final = new long[sizes.Length];
            for (int i = 0; i < sizes.Length; i++)
            {
                long own = i < added ? 1 : Impl.Shape[i - added];
                (split[2 * i], split[(2 * i) + 1]) = (1, own);
                (expanded[2 * i], expanded[(2 * i) + 1]) = (sizes[i], own);
                final[i] = sizes[i] * own;
            }
            return reshape(split).expand(expanded, false).clone().reshape(final).contiguous().MoveToOuterDisposeScope();
        }

        public Tensor tile(long[] reps) => repeat(reps.Length >= Impl.Rank ? reps : [.. Enumerable.Repeat(1L, Impl.Rank - reps.Length), .. reps]);

        /// <summary>Repeats each element (or slice) next to itself.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null)
        {
            using var scope = NewDisposeScope();
            var x = dim is null ? reshape(-1) : this;
            int d = dim is { } given ? Shapes.Dim(given, Impl.Rank) : 0;
            var order = torch.arange(x.Impl.Shape[d] * repeats).div(repeats, RoundingMode.floor).to_type(ScalarType.Int64);
            return x.index_select(d, order).MoveToOuterDisposeScope();
        }

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null)
        {
            using var scope = NewDisposeScope();
            var x = dim is null ? reshape(-1) : this;
            int d = dim is { } given ? Shapes.Dim(given, Impl.Rank) : 0;
            var counts = repeats.to_type(ScalarType.Int64).contiguous().data<long>().ToArray();
            if (counts.Length == 1) counts = [.. Enumerable.Repeat(counts[0], (int)x.Impl.Shape[d])];
            if (counts.Length != x.Impl.Shape[d]) throw new ExternalException($"repeats must have the same size as input along dim: {counts.Length} and {x.Impl.Shape[d]}");
            var order = counts.SelectMany((count, i) => Enumerable.Repeat((long)i, (int)count)).ToArray();
            return x.index_select(d, torch.tensor(order)).MoveToOuterDisposeScope();
        }
    }
}
