namespace Ttt.Models;

/// <summary>The bytes of a text as tokens: the text itself is the stream.</summary>
sealed class ByteTokens(IText text) : ITokenStream
{
    const int Buffer = 4096;

    public long Length => text.Length;

    public void Read(long start, Span<int> into)
    {
        Span<byte> bytes = stackalloc byte[Math.Min(Buffer, into.Length)];
        for (var done = 0; done < into.Length; done += Buffer)
        {
            var part = bytes[..Math.Min(Buffer, into.Length - done)];
            text.Read(start + done, part);
            for (var i = 0; i < part.Length; i++)
                into[done + i] = part[i];
        }
    }
}
