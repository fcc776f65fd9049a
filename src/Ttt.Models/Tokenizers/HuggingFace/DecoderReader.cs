using System.Globalization;
using System.Text;

namespace Ttt.Models;

/// <summary>How tokens become bytes.</summary>
/// <param name="ByteLevel">Tokens are written in <see cref="ByteAlphabet"/>.</param>
/// <param name="ByteFallback">Tokens like &lt;0x0A&gt; are one byte.</param>
/// <param name="LosesSpace">A blank at the beginning of the text is taken away.</param>
/// <param name="Text">How the text of a token is rewritten.</param>
sealed record TokenDecoder(bool ByteLevel, bool ByteFallback, bool LosesSpace, ITextRule Text)
{
    public byte[] Bytes(string token) => ByteLevel && ByteAlphabet.Read(token) is { } bytes ? bytes
        : ByteFallback && Byte(token) is { } value ? [value]
        : Encoding.UTF8.GetBytes(Text.Apply(token));

    /// <summary>How the token of a byte is written.</summary>
    public static string Name(int value) => $"<0x{value:X2}>";

    static byte? Byte(string token)
        => token is ['<', '0', 'x', _, _, '>'] && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
}

/// <summary>Reads the decoder of a tokenizer.json.</summary>
static class DecoderReader
{
    public static TokenDecoder Read(JsonPart decoder)
    {
        var (byteLevel, fallback, losesSpace, rules) = (false, false, false, new List<ITextRule>());
        foreach (var part in decoder.Sequence("decoders"))
        {
            switch (part.Type)
            {
                case "ByteLevel":
                    byteLevel = true;
                    break;
                case "ByteFallback":
                    fallback = true;
                    break;
                case "Fuse":
                    break;
                case "Strip" when part.Text("content", "") == " " && part.Member("stop") is var stop && (stop.IsNull || stop.Integer() == 0):
                    losesSpace |= part.Member("start").Integer() > 0;
                    break;
                case "Replace":
                    rules.Add(new ReplaceRule(part.Member("pattern").Member("String").Text(), part.Member("content").Text()));
                    break;
                case "Metaspace":
                    rules.Add(new ReplaceRule(part.Text("replacement", "\u2581"), " "));
                    losesSpace |= part.Flag("add_prefix_space", true) && part.Text("prepend_scheme", "always") != "never";
                    break;
                default:
                    throw part.Fault($"the decoder '{part.Type}' cannot be used here; ByteLevel, ByteFallback, Fuse, Strip of leading blanks, Replace, Metaspace and Sequence can");
            }
        }
        return new(byteLevel, fallback, losesSpace, new TextRules(rules));
    }
}
