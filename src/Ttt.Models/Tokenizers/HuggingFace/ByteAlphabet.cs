namespace Ttt.Models;

/// <summary>GPT-2's way to write any bytes as visible characters: printable Latin-1 stands for itself, the other 68 bytes for U+0100 and on, in their order.</summary>
static class ByteAlphabet
{
    static readonly char[] Characters = Build();
    static readonly Dictionary<char, byte> Values = Characters.Select((character, value) => (character, value)).ToDictionary(p => p.character, p => (byte)p.value);

    public static string Write(ReadOnlySpan<byte> bytes) => string.Create(bytes.Length, bytes, (text, source) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = Characters[source[i]];
    });

    /// <summary>The bytes that a text stands for; null where a character stands for none.</summary>
    public static byte[]? Read(string text)
    {
        var bytes = new byte[text.Length];
        for (var i = 0; i < bytes.Length; i++)
            if (!Values.TryGetValue(text[i], out bytes[i]))
                return null;
        return bytes;
    }

    static char[] Build()
    {
        var characters = new char[256];
        var next = (char)256;
        for (var value = 0; value < 256; value++)
            characters[value] = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE ? (char)value : next++;
        return characters;
    }
}
