namespace Ttt.Layers;

/// <summary>What a segment is.</summary>
enum SegmentKind
{
    /// <summary>Whole mini-batches from a boundary.</summary>
    Block,

    /// <summary>Part of a mini-batch.</summary>
    Part,

    /// <summary>The boundary after the token before.</summary>
    Boundary,

    /// <summary>Tokens one after the other, with their boundaries.</summary>
    Tokens,
}

/// <summary>A stretch of tokens that one call of a scan program handles.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">The first token.</param>
/// <param name="Rows">The tokens.</param>
/// <param name="MiniBatches">Mini-batches in a block, 1 elsewhere.</param>
readonly record struct Segment(SegmentKind Kind, long Start, long Rows, long MiniBatches = 1)
{
    internal bool IsBlock => Kind == SegmentKind.Block;
}

/// <summary>Cuts tokens into segments.</summary>
static class ScanPlan
{
    /// <summary>Rows that one dual form handles at once in tensor operations; a mini-batch longer than this is cut, which never changes results.</summary>
    internal const int ExecutionRows = 128;

    /// <summary>The same in kernels, which cut nothing: what grows with the square of the rows stays in a processor's cache.</summary>
    internal const int KernelRows = 512;

    /// <summary>Rows of a program that takes any number, in tensor operations: its matrix products over rows stay as small as those over channels.</summary>
    internal const int FreeRows = 64;

    /// <summary>The same in kernels, for which small products are no slower: the fewest operations, which grow with the rows.</summary>
    internal const int KernelFreeRows = 16;

    /// <summary>The rest of the mini-batch that the tokens start in, blocks of whole mini-batches, the beginning of the one that they end in. Longer mini-batches than the longest are cut.</summary>
    /// <param name="tokens">The tokens, T.</param>
    /// <param name="period">Tokens of a mini-batch; null where there is no boundary.</param>
    /// <param name="offset">Tokens of the first mini-batch that came before.</param>
    /// <param name="group">The most mini-batches of a block.</param>
    /// <param name="longest">The most rows at once.</param>
    /// <param name="ends">Nobody wants the state after the tokens: the last mini-batch is a whole one of fewer tokens.</param>
    internal static List<Segment> Cut(long tokens, int? period, long offset, long group, int longest = ExecutionRows, bool ends = false)
    {
        var segments = new List<Segment>();
        long at = 0;
        if (offset > 0 || period is null || period > longest) at = AddPart(segments, at, Math.Min(tokens, (period ?? long.MaxValue) - offset), period, offset);
        while (at < tokens && period > longest) at = AddPart(segments, at, Math.Min(tokens - at, period.Value), period, 0);
        if (period is { } size && size <= longest) at = AddBlocks(segments, at, tokens, size, group);
        if (at == tokens) return segments;
        if (ends) segments.Add(new Segment(SegmentKind.Block, at, tokens - at));
        else AddPart(segments, at, tokens - at, period, 0);
        return segments;
    }

    /// <summary>Blocks of mini-batches of this length; the last mini-batch may be shorter.</summary>
    internal static List<Segment> Blocks(long tokens, long length, long group)
    {
        var segments = new List<Segment>();
        var at = AddBlocks(segments, 0, tokens, length, group);
        if (at < tokens) segments.Add(new Segment(SegmentKind.Block, at, tokens - at));
        return segments;
    }

    /// <summary>Groups of tokens that run one after the other.</summary>
    internal static List<Segment> Tokens(long tokens, long group)
    {
        var segments = new List<Segment>();
        for (long at = 0; at < tokens; at += group) segments.Add(new Segment(SegmentKind.Tokens, at, Math.Min(group, tokens - at)));
        return segments;
    }

    static long AddBlocks(List<Segment> segments, long at, long tokens, long length, long group)
    {
        for (; tokens - at >= length; at = segments[^1].Start + segments[^1].Rows)
        {
            var miniBatches = Math.Min(group, (tokens - at) / length);
            segments.Add(new Segment(SegmentKind.Block, at, miniBatches * length, miniBatches));
        }
        return at;
    }

    static long AddPart(List<Segment> segments, long at, long rows, int? period, long offset)
    {
        var end = at + rows;
        for (; at < end; at += ExecutionRows) segments.Add(new Segment(SegmentKind.Part, at, Math.Min(ExecutionRows, end - at)));
        if (offset + rows == period) segments.Add(new Segment(SegmentKind.Boundary, end, 0));
        return end;
    }
}
