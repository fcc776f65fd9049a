using System.Security.Cryptography;
using System.Text;

namespace Ttt.Models;

/// <summary>What one pass over a text finds: its hash, where its documents begin, and from where on it is held out.</summary>
/// <param name="Length">Bytes of the text.</param>
/// <param name="Border">First byte that is held out: after nine tenths, where a document begins if one begins near, else not within a character.</param>
/// <param name="Documents">First bytes of the documents, 0 among them.</param>
/// <param name="Fingerprint">Hash of the text and of what separates its documents.</param>
sealed record TextLayout(long Length, long Border, long[] Documents, string Fingerprint)
{
    const int Piece = 1 << 20;

    /// <param name="text">The text.</param>
    /// <param name="separator">What every document but the last ends with; null: the text is one document.</param>
    /// <param name="source">Names the text in messages.</param>
    /// <exception cref="TttException">The text is empty.</exception>
    public static TextLayout Of(IText text, string? separator, string source)
    {
        if (text.Length == 0)
            throw new TttException($"{source}: the text is empty");
        var mark = separator is null ? [] : Encoding.UTF8.GetBytes(separator);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var documents = new List<long> { 0 };
        var buffer = new byte[Piece + Math.Max(0, mark.Length - 1)];
        // the end of a piece is kept: a separator may begin there
        var kept = 0;
        for (var at = 0L; at < text.Length;)
        {
            var count = (int)Math.Min(Piece, text.Length - at);
            text.Read(at, buffer.AsSpan(kept, count));
            hash.AppendData(buffer, kept, count);
            var window = buffer.AsSpan(0, kept + count);
            var first = at - kept;
            at += count;
            if (mark.Length == 0)
                continue;
            var scanned = Find(window, mark, first, documents);
            kept = Math.Min(mark.Length - 1, window.Length - scanned);
            window[^kept..].CopyTo(buffer);
        }
        if (documents[^1] == text.Length)
            documents.RemoveAt(documents.Count - 1);
        if (mark.Length > 0)
            hash.AppendData(mark);
        return new(text.Length, Split(text, documents), [.. documents], Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    // Adds where documents begin; the answer is how much of the window no later separator can use.
    static int Find(ReadOnlySpan<byte> window, ReadOnlySpan<byte> mark, long first, List<long> documents)
    {
        var scanned = 0;
        while (window[scanned..].IndexOf(mark) is >= 0 and var found)
        {
            scanned += found + mark.Length;
            documents.Add(first + scanned);
        }
        return scanned;
    }

    static long Split(IText text, List<long> documents)
    {
        var border = text.Length - text.Length / 10;
        var after = documents.BinarySearch(border);
        after = after < 0 ? ~after : after;
        var near = documents.Skip(Math.Max(1, after - 1)).Take(2).Where(start => Math.Abs(start - border) <= text.Length / 20);
        if (near.Any())
            return near.MinBy(start => Math.Abs(start - border));
        Span<byte> next = stackalloc byte[1];
        for (; border < text.Length; border++)
        {
            text.Read(border, next);
            if ((next[0] & 0xC0) != 0x80)
                break;
        }
        return border;
    }
}
