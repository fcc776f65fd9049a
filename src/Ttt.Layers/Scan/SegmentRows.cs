namespace Ttt.Layers;

/// <summary>The part of a scan's tensors that a segment covers, in the shapes that programs read.</summary>
static class SegmentRows
{
    /// <summary>The tokens of a scan with τ as a column, [1,1,T,1].</summary>
    internal static ScanRows Columns(ScanInputs inputs) => inputs.Tokens with { Position = inputs.Tokens.Position.reshape(1, 1, -1, 1) };

    /// <summary>The rows of a segment: 5-D for a block, which may be views, else 4-D and contiguous.</summary>
    internal static ScanRows Of(ScanInputs inputs, Segment segment)
        => TokenTensors.Map(Columns(inputs), t => Slice(t, segment), t => Slice(t, segment, inputs.History));

    /// <summary>A stretch of [.,.,T,n] as [.,.,N,b,n] for a block, else [.,.,b,n]; every mini-batch with the rows before it where there is a history.</summary>
    internal static Tensor Slice(Tensor tensor, Segment segment, int history = 0)
    {
        if (!segment.IsBlock) return tensor.narrow(2, segment.Start, segment.Rows + history).contiguous();
        if (history == 0) return View(tensor, segment);
        var length = segment.Rows / segment.MiniBatches;
        return torch.stack([.. Enumerable.Range(0, (int)segment.MiniBatches).Select(n => tensor.narrow(2, segment.Start + n * length, length + history))], 2);
    }

    /// <summary>The place of a segment in a contiguous [.,.,T,n]: [.,.,N,b,n] for a block, else [.,.,b,n].</summary>
    internal static Tensor View(Tensor tensor, Segment segment)
    {
        var rows = tensor.narrow(2, segment.Start, segment.Rows);
        return segment.IsBlock ? rows.reshape(rows.size(0), rows.size(1), segment.MiniBatches, segment.Rows / segment.MiniBatches, rows.size(3)) : rows;
    }

    /// <summary>Adds what belongs to a segment to its place in [.,.,T,n].</summary>
    internal static void Add(Tensor total, Tensor part, Segment segment, int history = 0)
    {
        if (!segment.IsBlock)
        {
            total.narrow(2, segment.Start, segment.Rows + history).add_(part);
            return;
        }
        var length = segment.Rows / segment.MiniBatches;
        if (history == 0)
        {
            total.narrow(2, segment.Start, segment.Rows).add_(Flatten(part, segment));
            return;
        }
        for (var n = 0L; n < segment.MiniBatches; n++) total.narrow(2, segment.Start + n * length, length + history).add_(part.select(2, n));
    }

    /// <summary>τ of the last token before a boundary, [1,1,1,1].</summary>
    internal static Tensor LastPosition(ScanInputs inputs, Segment boundary) => inputs.Tokens.Position.narrow(0, boundary.Start - 1, 1).reshape(1, 1, 1, 1);

    /// <summary>What a program returned for a segment, back as [.,.,rows,n].</summary>
    internal static Tensor Flatten(Tensor result, Segment segment)
        => segment.IsBlock ? result.reshape(result.size(0), result.size(1), segment.Rows, result.size(4)) : result.alias();
}
