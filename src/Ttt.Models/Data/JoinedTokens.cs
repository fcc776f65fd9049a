namespace Ttt.Models;

/// <summary>Streams one after the other.</summary>
sealed class JoinedTokens : ITokenStream
{
    readonly IReadOnlyList<ITokenStream> parts;

    // where each part ends
    readonly long[] ends;

    public JoinedTokens(IReadOnlyList<ITokenStream> parts)
    {
        (this.parts, ends) = (parts, new long[parts.Count]);
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + parts[i].Length;
    }

    public long Length => ends[^1];

    public void Read(long start, Span<int> into)
    {
        var found = Array.BinarySearch(ends, start + 1);
        for (var part = found < 0 ? ~found : found; into.Length > 0; part++)
        {
            var within = start - (ends[part] - parts[part].Length);
            var count = (int)Math.Min(into.Length, parts[part].Length - within);
            parts[part].Read(within, into[..count]);
            start += count;
            into = into[count..];
        }
    }
}
