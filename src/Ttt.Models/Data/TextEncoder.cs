namespace Ttt.Models;

/// <summary>Cuts a text of any size into tokens, document by document, long documents in pieces that end with a line.</summary>
static class TextEncoder
{
    /// <summary>Bytes that are encoded at once at most.</summary>
    public const int Piece = 1 << 20;

    /// <summary>The tokens of the bytes from <paramref name="first"/> to <paramref name="end"/>; a piece that begins a document says so.</summary>
    public static IEnumerable<(bool Begins, int[] Tokens)> Encode(IText text, TextLayout layout, long first, long end, ITokenizer tokenizer)
    {
        var next = Array.BinarySearch(layout.Documents, first);
        next = next < 0 ? ~next : next;
        for (var at = first; at < end;)
        {
            var begins = at == first || next < layout.Documents.Length && layout.Documents[next] == at;
            if (next < layout.Documents.Length && layout.Documents[next] == at)
                next++;
            var limit = next < layout.Documents.Length ? Math.Min(end, layout.Documents[next]) : end;
            var bytes = new byte[Math.Min(Piece, limit - at)];
            text.Read(at, bytes);
            var size = at + bytes.Length == limit ? bytes.Length : Whole(bytes);
            yield return (begins, tokenizer.Encode(bytes.AsSpan(0, size)));
            at += size;
        }
    }

    // up to the last line end, else up to the last whole character
    static int Whole(ReadOnlySpan<byte> bytes)
    {
        var line = bytes.LastIndexOf((byte)'\n') + 1;
        if (line > 0)
            return line;
        var size = bytes.Length;
        while (size > 1 && (bytes[size - 1] & 0xC0) == 0x80)
            size--;
        return bytes[size - 1] < 0x80 || size == 1 ? bytes.Length : size - 1;
    }
}
