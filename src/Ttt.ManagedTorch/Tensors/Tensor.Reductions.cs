using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => SumOver(AllDims(), false, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumOver(dim.Length == 0 ? AllDims() : dim, keepdim, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => sum(dim.ToArray(), keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumOver([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => SumOver([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => SumOver([dim0, dim1, dim2], keepdim, type);

        public Tensor mean() => MeanOver(AllDims(), false, null);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            MeanOver(dimensions.Length == 0 ? AllDims() : dimensions, keepdim, type);

        public Tensor var(bool unbiased = true) => Variance(AllDims(), unbiased, false, null, false);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance(dimensions, unbiased, keepdim, type, false);

        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance(dimensions.ToArray(), unbiased, keepdim, type, false);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance([dim], unbiased, keepdim, type, false);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance([dim.Item1, dim.Item2], unbiased, keepdim, type, false);

        public Tensor std(bool unbiased = true) => Variance(AllDims(), unbiased, false, null, true);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance(dimensions, unbiased, keepdim, type, true);

        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance(dimensions.ToArray(), unbiased, keepdim, type, true);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance([dim], unbiased, keepdim, type, true);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => Variance([dim.Item1, dim.Item2], unbiased, keepdim, type, true);

        /// <summary>The p-norm of all elements; p = 0 counts nonzeros, infinity takes the largest magnitude.</summary>
        public Tensor norm(float p = 2) => NormOver(AllDims(), false, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => NormOver([dim], keepdim, p);

        public Tensor all()
        {
            using var no = to_type(ScalarType.Bool).logical_not();
            using var count = no.sum();
            return count.eq(0);
        }

        public Tensor all(long dim, bool keepdim = false)
        {
            using var no = logical_not();
            using var count = no.sum(dim, keepdim);
            return count.eq(0);
        }

        public Tensor any()
        {
            using var yes = to_type(ScalarType.Bool);
            using var count = yes.sum();
            return count.ne(0);
        }

        public Tensor any(long dim, bool keepdim = false)
        {
            using var yes = to_type(ScalarType.Bool);
            using var count = yes.sum(dim, keepdim);
            return count.ne(0);
        }

        public Tensor count_nonzero(long[]? dims = null)
        {
            using var yes = ne(0);
            return yes.sum(dims ?? AllDims());
        }

        /// <summary>Sums what broadcasting to this shape repeated.</summary>
        internal Tensor SumTo(long[] shape)
        {
            if (Impl.Shape.AsSpan().SequenceEqual(shape)) return alias();
            int added = Impl.Rank - shape.Length;
            var dims = new List<long>();
            for (int i = 0; i < Impl.Rank; i++)
                if (i < added || (shape[i - added] == 1 && Impl.Shape[i] != 1)) dims.Add(i);
            using var sum = dims.Count == 0 ? alias() : SumOver([.. dims], true, null);
            return sum.reshape(shape);
        }

        private long[] AllDims() => [.. Enumerable.Range(0, Impl.Rank).Select(d => (long)d)];

        private Tensor SumOver(long[] dims, bool keepdim, ScalarType? type)
        {
            var dtype = type ?? (DTypes.IsFloat(this.dtype) ? this.dtype : ScalarType.Int64);
            using var x = new Operand(this, dtype);
            var full = ReducedShape(dims);
            var y = Alloc.New(full, dtype);
            Reduce.Sum(y.Impl, x.Impl);
            if (Tape.Tracks(x.Value)) Tape.Record(y, "SumBackward", [x.Value], [], [static (n, g) => g.expand((long[])n.State!)], x.Impl.Shape);
            if (keepdim) return y;
            using (y) return y.DropDims(dims);
        }

        private Tensor MeanOver(long[] dims, bool keepdim, ScalarType? type)
        {
            var dtype = type ?? this.dtype;
            if (!DTypes.IsFloat(dtype))
                throw new ExternalException($"mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: {DTypes.Name(dtype)}");
            using var total = SumOver(dims, keepdim, dtype);
            return total.mul(1.0 / Count(dims));
        }

        private Tensor Variance(long[] dims, bool unbiased, bool keepdim, ScalarType? type, bool root)
        {
            if (dims.Length == 0) dims = AllDims();
            using var scope = NewDisposeScope();
            var x = type is { } wanted ? to_type(wanted) : this;
            if (!DTypes.IsFloat(x.dtype)) throw new ExternalException("std and var only support floating point and complex dtypes");
            var deviations = x.sub(x.MeanOver(dims, true, null)).square();
            var variance = deviations.SumOver(dims, keepdim, null).div((double)Math.Max(0, Count(dims) - (unbiased ? 1 : 0)));
            return (root ? variance.sqrt() : variance).MoveToOuterDisposeScope();
        }

        private Tensor NormOver(long[] dims, bool keepdim, float p)
        {
            using var scope = NewDisposeScope();
            Tensor y;
            if (p == 2) y = EuclideanNorm(dims, keepdim);
            else if (p == 1) y = abs().SumOver(dims, keepdim, null);
            else if (float.IsPositiveInfinity(p)) y = abs().amax(dims, keepdim);
            else if (p == 0) y = ne(0).to_type(dtype).SumOver(dims, keepdim, null);
            else y = abs().pow(p).SumOver(dims, keepdim, null).pow(1 / (double)p);
            return y.MoveToOuterDisposeScope();
        }

        private Tensor EuclideanNorm(long[] dims, bool keepdim)
        {
            var y = square().SumOver(dims, true, null).detach().sqrt();
            if (Tape.Tracks(this))
            {
                // The gradient at zero is zero, as in libtorch.
                Tape.Record(y, "NormBackward", [this], [this, y], [static (n, g) => g.mul(n[0]).div(n[1]).masked_fill(n[1].eq(0), 0)]);
            }
            return keepdim ? y : y.DropDims(dims);
        }

        private long Count(long[] dims)
        {
            long n = 1;
            foreach (long dim in dims)
                if (Impl.Rank > 0) n *= Impl.Shape[Shapes.Dim(dim, Impl.Rank)];
            return n;
        }

        internal long[] ReducedShape(long[] dims)
        {
            var shape = (long[])Impl.Shape.Clone();
            int seen = 0;
            foreach (long dim in dims)
            {
                int d = Shapes.Dim(dim, Impl.Rank);
                if ((seen >> d & 1) != 0) throw new ExternalException($"dim {d} appears multiple times in the list of dims");
                seen |= 1 << d;
                if (shape.Length > 0) shape[d] = 1;
            }
            return shape;
        }

        // Removes dimensions of extent 1.
        internal Tensor DropDims(long[] dims)
        {
            var dropped = dims.Select(d => Shapes.Dim(d, Impl.Rank)).ToHashSet();
            var kept = Enumerable.Range(0, Impl.Rank).Where(d => !dropped.Contains(d)).ToArray();
            return Reshaped([.. kept.Select(d => Impl.Shape[d])], [.. kept.Select(d => Impl.Strides[d])]);
        }
    }
}
