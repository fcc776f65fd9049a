using System.Text;

namespace Ttt.Models;

/// <summary>Turns a stream of byte pieces into text; an unfinished character waits for its remaining bytes.</summary>
public sealed class Utf8Stream
{
    readonly Decoder decoder = new UTF8Encoding(false, false).GetDecoder();

    /// <summary>The characters that these bytes complete; malformed bytes become U+FFFD.</summary>
    public string Push(ReadOnlySpan<byte> bytes) => Convert(bytes, flush: false);

    /// <summary>What is left at the end: U+FFFD for a character that was never finished, else nothing.</summary>
    public string Finish() => Convert([], flush: true);

    string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        var characters = new char[decoder.GetCharCount(bytes, flush)];
        return new string(characters, 0, decoder.GetChars(bytes, characters, flush));
    }
}
