using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The part that the index expression names; a view unless it holds tensors.</summary>
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[long i1]
        {
            get => At([i1]);
            set => Put([i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put([i1, i2], value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put([i1, i2, i3], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put([i1, i2, i3, i4], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At([i1, i2, i3, i4, i5]);
            set => Put([i1, i2, i3, i4, i5], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At([i1, i2, i3, i4, i5, i6]);
            set => Put([i1, i2, i3, i4, i5, i6], value);
        }

        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(indices, value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var (view, positions) = IndexExpression.Apply(this, indices);
            return (positions is null ? view : AdvancedIndex.Get(view, positions)).MoveToOuterDisposeScope();
        }

        public Tensor index(params Tensor[] indices) => index([.. indices.Select(TensorIndex.Tensor)]);

        /// <summary>Writes to the part that the index expression names.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var scope = NewDisposeScope();
            var (view, positions) = IndexExpression.Apply(this, indices);
            if (positions is not null) AdvancedIndex.Put(view, positions, value, accumulate);
            else if (accumulate) view.add_(value);
            else view.copy_(value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            index_put_(value, [.. indices.Select(TensorIndex.Tensor)], accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = Alloc.Filled(Shapes.Scalar, dtype, value);
            return index_put_(number, indices, false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var number = Alloc.Filled(Shapes.Scalar, dtype, value);
            return index_put_(number, indices, false);
        }

        public Tensor masked_select(Tensor mask)
        {
            if (mask.dtype != ScalarType.Bool) throw new ExternalException($"masked_select: expected BoolTensor for mask, got {mask.dtype}");
            using var scope = NewDisposeScope();
            var shape = Shapes.Broadcast(Impl.Shape, mask.Impl.Shape);
            return expand(shape, false).index(mask.expand(shape, false)).MoveToOuterDisposeScope();
        }

        private Tensor At(ReadOnlySpan<long> indices)
        {
            if (indices.Length == 1) return select(0, indices[0]);
            using var first = select(0, indices[0]);
            return first.At(indices[1..]);
        }

        private void Put(ReadOnlySpan<long> indices, Tensor value)
        {
            using var place = At(indices);
            place.copy_(value);
        }
    }
}
