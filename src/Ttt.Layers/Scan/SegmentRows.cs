namespace Ttt.Layers;

/// <summary>The part of a scan's tensors that a segment covers, in the shapes that programs read.</summary>
static class SegmentRows
{
    /// <summary>The rows of a segment, contiguous: 5-D for a block, else 4-D.</summary>
    internal static ScanRows Of(ScanInputs inputs, Segment segment) => new(
        Slice(inputs.Query, segment), Slice(inputs.Key, segment), Slice(inputs.Value, segment),
        Slice(inputs.Rate.unsqueeze(-1), segment), Slice(inputs.Position.reshape(1, 1, -1, 1), segment));

    /// <summary>A stretch of [.,.,T,n] as [.,.,N,b,n] for a block, else [.,.,b,n].</summary>
    internal static Tensor Slice(Tensor tensor, Segment segment)
    {
        var rows = tensor.narrow(2, segment.Start, segment.Rows);
        if (segment.IsBlock) rows = rows.reshape(rows.size(0), rows.size(1), segment.MiniBatches, segment.Rows / segment.MiniBatches, rows.size(3));
        return rows.contiguous();
    }

    /// <summary>τ of the last token before a boundary, [1,1,1,1].</summary>
    internal static Tensor LastPosition(ScanInputs inputs, Segment boundary) => inputs.Position.narrow(0, boundary.Start - 1, 1).reshape(1, 1, 1, 1);

    /// <summary>What a program returned for a segment, back as [.,.,rows,n].</summary>
    internal static Tensor Flatten(Tensor result, Segment segment)
        => segment.IsBlock ? result.reshape(result.size(0), result.size(1), segment.Rows, result.size(4)) : result.alias();
}
