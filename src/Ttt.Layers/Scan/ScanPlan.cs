namespace Ttt.Layers;

/// <summary>A stretch of tokens that one call of a scan program handles.</summary>
/// <param name="Start">The first token.</param>
/// <param name="Rows">The tokens; 0 for the boundary itself.</param>
/// <param name="MiniBatches">Whole mini-batches in the stretch; 0 where it is part of one.</param>
readonly record struct Segment(long Start, long Rows, long MiniBatches)
{
    /// <summary>Not tokens but the boundary after token Start − 1.</summary>
    internal bool IsBoundary => Rows == 0;

    internal bool IsBlock => MiniBatches > 0;
}

/// <summary>Cuts tokens into segments: the rest of the mini-batch they start in, blocks of whole mini-batches, and the beginning of the one they end in.</summary>
static class ScanPlan
{
    /// <summary>Rows that one dual form handles at once; a mini-batch longer than this is cut, which never changes results.</summary>
    internal const int ExecutionRows = 128;

    internal static List<Segment> Cut(long tokens, int? period, long offset, long group)
    {
        var segments = new List<Segment>();
        long at = 0;
        if (offset > 0 || period is null or > ExecutionRows) at = AddPartial(segments, at, Math.Min(tokens, (period ?? long.MaxValue) - offset), period, offset);
        while (at < tokens && period is > ExecutionRows) at = AddPartial(segments, at, Math.Min(tokens - at, period.Value), period, 0);
        while (period is <= ExecutionRows && tokens - at >= period)
        {
            var miniBatches = Math.Min(group, (tokens - at) / period.Value);
            segments.Add(new Segment(at, miniBatches * period.Value, miniBatches));
            at += miniBatches * period.Value;
        }
        if (at < tokens) AddPartial(segments, at, tokens - at, period, 0);
        return segments;
    }

    static long AddPartial(List<Segment> segments, long at, long rows, int? period, long offset)
    {
        var end = at + rows;
        for (; at < end; at += ExecutionRows) segments.Add(new Segment(at, Math.Min(ExecutionRows, end - at), 0));
        if (offset + rows == period) segments.Add(new Segment(end, 0, 0));
        return end;
    }
}
