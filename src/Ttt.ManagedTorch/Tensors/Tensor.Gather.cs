using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>y[i][j] = this[index[i][j]][j] for dim 0, and so on.</summary>
        public Tensor gather(long dim, Tensor index)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            RequireIndex("gather", index, d, Impl);
            var y = Alloc.New(index.Impl.Shape, dtype);
            using (no_grad())
            using (var positions = index.contiguous())
                Indexed.Gather(y.Impl, Impl, positions.Impl, d);
            if (!Tape.Tracks(this)) return y;
            return Tape.Record(y, "GatherBackward", [this], [index],
                [static (n, g) => torch.zeros(n.Inputs[0].Shape, g.dtype).scatter_add((int)n.State!, n[0], g)], d);
        }

        public Tensor scatter(long dim, Tensor index, Tensor src) => clone().Keep(y => y.scatter_(dim, index, src));

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => clone().Keep(y => y.scatter_add_(dim, index, src));

        /// <summary>Writes each element of <paramref name="src"/> to the place that the index names.</summary>
        public Tensor scatter_(long dim, Tensor index, Tensor src)
        {
            int d = Scatter(dim, index, src, false, out bool track);
            if (!track) return this;
            return InPlace.Record(this, "ScatterBackward", [this, src], [index],
            [
                static (n, g) => g.scatter((int)n.State!, n[0], torch.zeros(n[0].Impl.Shape, g.dtype)),
                static (n, g) => g.gather((int)n.State!, n[0]).PadTo(n.Inputs[1].Shape),
            ], d);
        }

        /// <summary>Adds each element of <paramref name="src"/> to the place that the index names.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src)
        {
            int d = Scatter(dim, index, src, true, out bool track);
            if (!track) return this;
            return InPlace.Record(this, "ScatterAddBackward", [this, src], [index],
            [
                static (_, g) => g,
                static (n, g) => g.gather((int)n.State!, n[0]).PadTo(n.Inputs[1].Shape),
            ], d);
        }

        public Tensor index_select(long dim, Tensor index)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            RequireRows("index_select", index);
            var shape = DimOps.WithExtent(Impl.Shape, d, index.Impl.Numel);
            var y = Alloc.New(shape, dtype);
            using (no_grad())
            using (var x = contiguous())
            using (var positions = index.contiguous())
                Indexed.SelectRows(y.Impl, x.Impl, positions.Impl, DimView.Of(Impl.Shape, d));
            if (!Tape.Tracks(this)) return y;
            return Tape.Record(y, "IndexSelectBackward", [this], [index],
                [static (n, g) => torch.zeros(n.Inputs[0].Shape, g.dtype).index_add((int)n.State!, n[0], g, 1)], d);
        }

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => clone().Keep(y => y.index_add_(dim, index, source, alpha));

        public Tensor index_copy(long dim, Tensor index, Tensor source) => clone().Keep(y => y.index_copy_(dim, index, source));

        /// <summary>Adds alpha times row i of <paramref name="source"/> to the row that index[i] names.</summary>
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha)
        {
            using var scaled = alpha.Real == 1 ? source.alias() : source.mul(alpha);
            int d = WriteRows("index_add_", dim, index, scaled, true, out bool track);
            if (!track) return this;
            return InPlace.Record(this, "IndexAddBackward", [this, scaled], [index],
                [static (_, g) => g, static (n, g) => g.index_select((int)n.State!, n[0])], d);
        }

        /// <summary>Writes row i of <paramref name="source"/> to the row that index[i] names.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source)
        {
            int d = WriteRows("index_copy_", dim, index, source, false, out bool track);
            if (!track) return this;
            return InPlace.Record(this, "IndexCopyBackward", [this, source], [index],
            [
                static (n, g) => g.index_fill((int)n.State!, n[0], 0),
                static (n, g) => g.index_select((int)n.State!, n[0]),
            ], d);
        }

        public Tensor index_fill(long dim, Tensor index, Scalar value)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            using var scope = NewDisposeScope();
            var rows = torch.full(DimOps.WithExtent(Impl.Shape, d, index.Impl.Numel), value, dtype);
            return index_copy(d, index, rows).MoveToOuterDisposeScope();
        }

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => Apply(x => x.index_fill(dim, index, value));

        public Tensor take_along_dim(Tensor indices, long dim) => gather(dim, indices);

        private int Scatter(long dim, Tensor index, Tensor src, bool add, out bool track)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            RequireIndex("scatter", index, d, Impl);
            RequireIndex("scatter", index, -1, src.Impl);
            RequireSameType("scatter", src);
            InPlace.Check(this);
            track = Tape.Tracks(this, src);
            using (no_grad())
            using (var positions = index.contiguous())
            using (var values = src.detach())
                Indexed.Scatter(Impl, values.Impl, positions.Impl, d, add);
            InPlace.Bump(this);
            return d;
        }

        private int WriteRows(string op, long dim, Tensor index, Tensor source, bool add, out bool track)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            RequireRows(op, index);
            RequireSameType(op, source);
            var expected = DimOps.WithExtent(Impl.Shape, d, index.Impl.Numel);
            if (!source.Impl.Shape.AsSpan().SequenceEqual(expected))
                throw new ExternalException($"{op}: source has shape {Shapes.Text(source.Impl.Shape)}, expected {Shapes.Text(expected)}");
            InPlace.Check(this);
            track = Tape.Tracks(this, source);
            using (no_grad())
            using (var positions = index.contiguous())
            using (var rows = source.contiguous())
            {
                if (Impl.IsContiguous) Indexed.WriteRows(Impl, rows.Impl, positions.Impl, DimView.Of(Impl.Shape, d), add);
                else
                {
                    using var packed = CopyContiguous();
                    Indexed.WriteRows(packed.Impl, rows.Impl, positions.Impl, DimView.Of(Impl.Shape, d), add);
                    Elementwise.Copy(Impl, packed.Impl);
                }
            }
            InPlace.Bump(this);
            return d;
        }

        // Zeros where an index covered only part of its source.
        private Tensor PadTo(long[] shape)
        {
            if (Impl.Shape.AsSpan().SequenceEqual(shape)) return this;
            var full = torch.zeros(shape, dtype);
            full.as_strided(Impl.Shape, full.Impl.Strides).copy_(this);
            return full;
        }

        private Tensor Keep(Func<Tensor, Tensor> change)
        {
            change(this);
            return this;
        }

        private void RequireSameType(string op, Tensor other)
        {
            if (dtype != other.dtype) throw new ExternalException($"{op}(): Expected self.dtype to be equal to src.dtype, got {DTypes.Name(dtype)} and {DTypes.Name(other.dtype)}");
        }

        private static void RequireRows(string op, Tensor index)
        {
            if (index.dtype is not (ScalarType.Int64 or ScalarType.Int32) || index.Impl.Rank > 1)
                throw new ExternalException($"{op}(): Index is supposed to be a vector of Int32 or Int64, got {index.dtype} {Shapes.Text(index.Impl.Shape)}");
        }

        private static void RequireIndex(string op, Tensor index, int dim, TensorImpl target)
        {
            if (index.dtype != ScalarType.Int64) throw new ExternalException($"{op}(): Expected dtype int64 for index, got {index.dtype}");
            if (index.Impl.Rank != target.Rank) throw new ExternalException($"Index tensor must have the same number of dimensions as input tensor: {Shapes.Text(index.Impl.Shape)} and {Shapes.Text(target.Shape)}");
            for (int i = 0; i < target.Rank; i++)
                if (i != dim && index.Impl.Shape[i] > target.Shape[i])
                    throw new ExternalException($"Size does not match at dimension {i}: expected index {Shapes.Text(index.Impl.Shape)} to be no larger than {Shapes.Text(target.Shape)} apart from dimension {dim}");
        }
    }
}
