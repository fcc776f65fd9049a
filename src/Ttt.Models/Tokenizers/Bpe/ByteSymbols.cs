namespace Ttt.Models;

/// <summary>A token for each byte.</summary>
/// <param name="tokens">The token of each of the 256 bytes.</param>
sealed class ByteSymbols(int[] tokens) : ISymbols
{
    public void Of(ReadOnlySpan<char> word, List<int> into)
    {
        var bytes = new List<byte>(word.Length + 8);
        EscapedText.Encode(word, bytes);
        foreach (var value in bytes)
            into.Add(tokens[value]);
    }
}
