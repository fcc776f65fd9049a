using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Joins tensors along an existing dimension.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        if (tensors.Count == 0) throw new ExternalException("torch.cat(): expected a non-empty list of Tensors");
        // An empty vector joins anything, as libtorch allows.
        var parts = tensors.Where(t => t.Impl.Rank != 1 || t.Impl.Numel != 0).ToArray();
        if (parts.Length == 0) parts = [tensors[0]];
        var first = parts[0].Impl;
        if (first.Rank == 0) throw new ExternalException("zero-dimensional tensor (at position 0) cannot be concatenated");
        int d = Shapes.Dim(dim, first.Rank);
        var dtype = first.DType;
        long extent = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            var part = parts[i].Impl;
            if (part.Rank != first.Rank) throw new ExternalException($"Tensors must have same number of dimensions: got {first.Rank} and {part.Rank}");
            for (int k = 0; k < first.Rank; k++)
                if (k != d && part.Shape[k] != first.Shape[k])
                    throw new ExternalException($"Sizes of tensors must match except in dimension {d}. Got {Shapes.Text(first.Shape)} and {Shapes.Text(part.Shape)} (at tensor number {i} in the list)");
            extent += part.Shape[d];
            dtype = DTypes.Promote(dtype, part.DType);
        }
        var shape = (long[])first.Shape.Clone();
        shape[d] = extent;
        var y = Alloc.New(shape, dtype);
        var sizes = new long[parts.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            sizes[i] = parts[i].Impl.Shape[d];
            var place = y.Impl.Alias(parts[i].Impl.Shape, y.Impl.Strides, start * y.Impl.Strides[d]);
            Elementwise.Copy(place, parts[i].Impl);
            place.Release();
            start += sizes[i];
        }
        if (!Tape.Tracks(parts)) return y;
        return Tape.RecordFused(y, "CatBackward", parts, [], static (n, g, grads) =>
        {
            var (along, lengths) = ((int, long[]))n.State!;
            long at = 0;
            for (int i = 0; i < lengths.Length; i++)
            {
                if (n.Needs(i)) grads[i] = g.narrow(along, at, lengths[i]);
                at += lengths[i];
            }
        }, (d, sizes));
    }

    public static Tensor cat(Tensor[] tensors, long dim = 0) => cat((IList<Tensor>)tensors, dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat((IList<Tensor>)tensors.ToArray(), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    /// <summary>Joins tensors of one shape along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var parts = tensors.ToArray();
        if (parts.Length == 0) throw new ExternalException("stack expects a non-empty TensorList");
        foreach (var part in parts)
            if (!part.Impl.Shape.AsSpan().SequenceEqual(parts[0].Impl.Shape))
                throw new ExternalException($"stack expects each tensor to be equal size, but got {Shapes.Text(parts[0].Impl.Shape)} at entry 0 and {Shapes.Text(part.Impl.Shape)} at entry {Array.IndexOf(parts, part)}");
        int d = Shapes.Dim(dim, parts[0].Impl.Rank + 1);
        using var scope = NewDisposeScope();
        return cat(parts.Select(p => p.unsqueeze(d)).ToArray(), d).MoveToOuterDisposeScope();
    }

    /// <summary>Elements of <paramref name="x"/> where the condition holds, else of <paramref name="y"/>.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y)
    {
        if (condition.dtype != ScalarType.Bool)
            throw new ExternalException($"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype}");
        var dtype = Promotion.Of(x, y);
        using var a = new Operand(x, dtype);
        using var b = new Operand(y, dtype);
        var shape = Shapes.Broadcast(Shapes.Broadcast(condition.Impl.Shape, a.Impl.Shape), b.Impl.Shape);
        var result = Elementwise.Result(shape, dtype, a.Impl, b.Impl);
        Elementwise.Select(result.Impl, condition.Impl, a.Impl, b.Impl);
        if (!Tape.Tracks(a.Value, b.Value)) return result;
        return Tape.Record(result, "WhereBackward", [a.Value, b.Value], [condition],
        [
            static (n, g) => g.masked_fill(n[0].logical_not(), 0),
            static (n, g) => g.masked_fill(n[0], 0),
        ]);
    }

    /// <summary>Positions where the condition holds, one tensor per dimension.</summary>
    public static Tensor[] where(Tensor condition)
    {
        using var positions = condition.nonzero();
        return positions.unbind(1);
    }

    public partial class Tensor
    {
        public Tensor where(Tensor condition, Tensor y) => torch.where(condition, this, y);

        /// <summary>A copy with <paramref name="value"/> where the mask holds.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value)
        {
            if (mask.dtype != ScalarType.Bool)
                throw new ExternalException($"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype}");
            using var number = Alloc.Filled(Shapes.Scalar, dtype, value);
            var shape = Shapes.Broadcast(Impl.Shape, mask.Impl.Shape);
            var y = Elementwise.Result(shape, dtype, Impl);
            Elementwise.Select(y.Impl, mask.Impl, number.Impl, Impl);
            return Tape.Tracks(this) ? Tape.Record(y, "MaskedFillBackward", [this], [mask], [static (n, g) => g.masked_fill(n[0], 0)]) : y;
        }
    }
}
