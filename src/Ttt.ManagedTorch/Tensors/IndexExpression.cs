using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Reads an index expression as a chain of views plus, where it holds tensors, one tensor of positions per dimension.</summary>
internal static class IndexExpression
{
    /// <summary>The view after all basic indices; positions[d] is the index tensor of dimension d, or null for all of it.</summary>
    public static (Tensor View, Tensor?[]? Positions) Apply(Tensor source, TensorIndex[] indices)
    {
        int consumed = indices.Sum(Consumes), dim = 0;
        if (consumed > source.Impl.Rank)
            throw new ExternalException($"too many indices for tensor of dimension {source.Impl.Rank}");
        if (indices.Count(i => i.kind == TensorIndex.Kind.Ellipsis) > 1)
            throw new ExternalException("an index can only have a single ellipsis ('...')");
        var view = source.alias();
        var positions = new SortedDictionary<int, Tensor>();
        foreach (var index in indices)
        {
            switch (index.kind)
            {
                case TensorIndex.Kind.Single:
                    view = view.select(dim, index.start!.Value);
                    break;
                case TensorIndex.Kind.Slice:
                    view = Slice(view, dim++, index);
                    break;
                case TensorIndex.Kind.Ellipsis:
                    dim += source.Impl.Rank - consumed;
                    break;
                case TensorIndex.Kind.None:
                    view = view.unsqueeze(dim++);
                    break;
                case TensorIndex.Kind.Bool:
                    view = view.unsqueeze(dim);
                    positions[dim++] = index.start == 1 ? zeros([1], ScalarType.Int64) : zeros([0], ScalarType.Int64);
                    break;
                default:
                    dim = AddTensor(view, dim, index.tensor!, positions);
                    break;
            }
        }
        if (positions.Count == 0) return (view, null);
        var all = new Tensor?[view.Impl.Rank];
        foreach (var (d, tensor) in positions) all[d] = tensor;
        return (view, all);
    }

    private static int Consumes(TensorIndex index) => index.kind switch
    {
        TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
        TensorIndex.Kind.Tensor => index.tensor!.dtype == ScalarType.Bool ? index.tensor.Impl.Rank : 1,
        _ => 0,
    };

    private static Tensor Slice(Tensor view, int dim, TensorIndex index)
    {
        long step = index.step ?? 1;
        if (step <= 0) throw new ExternalException("slice step must be positive");
        if (index.start is null && index.stop is null && step == 1) return view;
        return view.slice(dim, index.start ?? 0, index.stop ?? view.Impl.Shape[dim], step);
    }

    // A mask stands for the positions where it holds, one tensor for each of its dimensions.
    private static int AddTensor(Tensor view, int dim, Tensor tensor, SortedDictionary<int, Tensor> positions)
    {
        if (tensor.dtype != ScalarType.Bool)
        {
            if (!DTypes.IsIntegral(tensor.dtype))
                throw new ExternalException($"tensors used as indices must be long, int, byte or bool tensors, got {tensor.dtype}");
            positions[dim] = tensor.to_type(ScalarType.Int64);
            return dim + 1;
        }
        for (int d = 0; d < tensor.Impl.Rank; d++)
            if (tensor.Impl.Shape[d] != view.Impl.Shape[dim + d])
                throw new ExternalException($"The shape of the mask {Shapes.Text(tensor.Impl.Shape)} at index {d} does not match the shape of the indexed tensor {Shapes.Text(view.Impl.Shape)} at index {dim + d}");
        var where = tensor.nonzero();
        for (int d = 0; d < tensor.Impl.Rank; d++) positions[dim + d] = where.select(1, d);
        return dim + tensor.Impl.Rank;
    }
}
