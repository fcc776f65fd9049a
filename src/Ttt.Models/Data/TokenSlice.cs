namespace Ttt.Models;

/// <summary>A part of a stream.</summary>
sealed class TokenSlice(ITokenStream tokens, long first, long length) : ITokenStream
{
    public long Length => length;

    public void Read(long start, Span<int> into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + into.Length, length);
        tokens.Read(first + start, into);
    }
}
