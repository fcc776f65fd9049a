namespace Ttt.Models;

/// <summary>Tokens in an array.</summary>
public sealed class MemoryTokens(int[] tokens) : ITokenStream
{
    public long Length => tokens.Length;

    public void Read(long start, Span<int> into) => tokens.AsSpan((int)start, into.Length).CopyTo(into);
}
