namespace Ttt.Models;

/// <summary>One token per byte, 256 ids.</summary>
public sealed class ByteTokenizer : ITokenizer
{
    static readonly byte[] All = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    public string Name => "bytes";

    public int VocabSize => 256;

    public int[] Encode(ReadOnlySpan<byte> utf8)
    {
        var tokens = new int[utf8.Length];
        for (var i = 0; i < tokens.Length; i++)
            tokens[i] = utf8[i];
        return tokens;
    }

    public ReadOnlySpan<byte> Bytes(int token) => token is >= 0 and < 256
        ? All.AsSpan(token, 1)
        : throw new ArgumentOutOfRangeException(nameof(token), token, "A byte token lies between 0 and 255.");
}
