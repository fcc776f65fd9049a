using System.Text;

namespace Ttt.Models;

/// <summary>A token for each character; one that is not in the vocabulary is spelt in bytes where there are tokens for them, else it is the unknown token.</summary>
/// <param name="vocabulary">Tokens by their text.</param>
/// <param name="bytes">The token of each of the 256 bytes; null: there are none.</param>
/// <param name="unknown">The unknown token; null: what cannot be written is left out.</param>
/// <param name="fuse">Unknown characters in a row are one unknown token.</param>
sealed class CharacterSymbols(IReadOnlyDictionary<string, int> vocabulary, int[]? bytes, int? unknown, bool fuse) : ISymbols
{
    public void Of(ReadOnlySpan<char> word, List<int> into)
    {
        var spelt = new List<byte>();
        var afterUnknown = false;
        while (word.Length > 0)
        {
            Rune.DecodeFromUtf16(word, out _, out var length);
            var character = word[..length];
            word = word[length..];
            var isUnknown = false;
            if (vocabulary.TryGetValue(character.ToString(), out var token))
                into.Add(token);
            else if (bytes is not null)
            {
                spelt.Clear();
                EscapedText.Encode(character, spelt);
                into.AddRange(spelt.Select(value => bytes[value]));
            }
            else if (unknown is { } id)
            {
                isUnknown = true;
                if (!(fuse && afterUnknown))
                    into.Add(id);
            }
            afterUnknown = isUnknown;
        }
    }
}
