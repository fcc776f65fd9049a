namespace Ttt.Models;

/// <summary>The bytes of a text, of any number, read in parts.</summary>
interface IText
{
    long Length { get; }

    void Read(long start, Span<byte> bytes);
}

/// <summary>A text in memory.</summary>
sealed class MemoryText(byte[] bytes) : IText
{
    public long Length => bytes.Length;

    public void Read(long start, Span<byte> into) => bytes.AsSpan((int)start, into.Length).CopyTo(into);
}
