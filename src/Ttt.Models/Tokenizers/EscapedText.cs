using System.Text;

namespace Ttt.Models;

/// <summary>Bytes as text and back without loss: a byte that is no UTF-8 becomes a low surrogate of its own, U+DC80 to U+DCFF, as Python's "surrogateescape" has it.</summary>
static class EscapedText
{
    const int Base = 0xDC00;

    static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            return Escape(utf8);
        }
    }

    /// <summary>Appends the bytes of the text.</summary>
    public static void Encode(ReadOnlySpan<char> text, List<byte> into)
    {
        Span<byte> bytes = stackalloc byte[4];
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
                into.AddRange(bytes[..rune.EncodeToUtf8(bytes)]);
            else
                into.Add((byte)(text[0] - Base));
            text = text[consumed..];
        }
    }

    static string Escape(ReadOnlySpan<byte> utf8)
    {
        var text = new StringBuilder(utf8.Length);
        while (utf8.Length > 0)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
                text.Append(rune.ToString());
            else
                foreach (var invalid in utf8[..consumed])
                    text.Append((char)(Base + invalid));
            utf8 = utf8[consumed..];
        }
        return text.ToString();
    }
}
