using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Indexing by tensors: the indexed dimensions become rows, and one flat position names each row.</summary>
internal static class AdvancedIndex
{
    public static Tensor Get(Tensor source, Tensor?[] positions)
    {
        var plan = Plan(source, positions);
        var rows = source.permute(plan.Order).reshape([plan.RowCount, .. plan.Rest]);
        var picked = rows.index_select(0, plan.Flat).reshape([.. plan.IndexShape, .. plan.Rest]);
        return picked.permute(plan.Back);
    }

    public static void Put(Tensor target, Tensor?[] positions, Tensor value, bool accumulate)
    {
        var plan = Plan(target, positions);
        var converted = value.to_type(target.dtype);
        long[] inOrder = new long[plan.Back.Length], shape = [.. plan.IndexShape, .. plan.Rest];
        for (int i = 0; i < inOrder.Length; i++) inOrder[plan.Back[i]] = i;
        var rows = converted.expand([.. plan.Back.Select(d => shape[d])], false).permute(inOrder).reshape([plan.Flat.numel(), .. plan.Rest]);
        // Writing through a copy keeps the history of a target with any strides.
        var flat = target.permute(plan.Order).reshape([plan.RowCount, .. plan.Rest]);
        var changed = accumulate ? flat.index_add(0, plan.Flat, rows, 1) : flat.index_copy(0, plan.Flat, rows);
        var inverse = new long[plan.Order.Length];
        for (int i = 0; i < inverse.Length; i++) inverse[plan.Order[i]] = i;
        target.copy_(changed.reshape([.. plan.Order.Select(d => target.Impl.Shape[d])]).permute(inverse));
    }

    private static IndexPlan Plan(Tensor source, Tensor?[] positions)
    {
        int rank = source.Impl.Rank;
        var indexed = Enumerable.Range(0, rank).Where(d => positions[d] is not null).ToArray();
        var rest = Enumerable.Range(0, rank).Where(d => positions[d] is null).ToArray();
        long[] shape = [];
        foreach (int d in indexed) shape = Shapes.Broadcast(shape, positions[d]!.Impl.Shape);
        using var mode = no_grad();
        Tensor? flat = null;
        long rowCount = 1;
        foreach (int d in indexed)
        {
            long extent = source.Impl.Shape[d];
            var index = positions[d]!;
            if (index.numel() > 0 && (index.lt(-extent).any().ToBoolean() || index.ge(extent).any().ToBoolean()))
                throw new ExternalException($"index is out of bounds for dimension {d} with size {extent}");
            var wrapped = torch.where(index.lt(0), index.add(extent), index).expand(shape, false);
            flat = flat is null ? wrapped : flat.mul(extent).add(wrapped);
            rowCount *= extent;
        }
        // Adjacent indexed dimensions stay where they are; separated ones move to the front.
        bool adjacent = indexed[^1] - indexed[0] == indexed.Length - 1;
        int before = adjacent ? indexed[0] : 0;
        int k = shape.Length;
        var back = new List<long>();
        for (int i = 0; i < before; i++) back.Add(k + i);
        for (int i = 0; i < k; i++) back.Add(i);
        for (int i = before; i < rest.Length; i++) back.Add(k + i);
        return new(flat!.reshape(-1), rowCount, shape, [.. rest.Select(d => source.Impl.Shape[d])], [.. indexed.Concat(rest).Select(d => (long)d)], [.. back]);
    }

    private sealed record IndexPlan(Tensor Flat, long RowCount, long[] IndexShape, long[] Rest, long[] Order, long[] Back);
}
