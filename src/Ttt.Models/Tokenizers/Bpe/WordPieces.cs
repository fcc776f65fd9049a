using System.Collections.Concurrent;

namespace Ttt.Models;

/// <summary>Encodes one word by byte-pair merges and remembers short ones, for words come again.</summary>
/// <param name="symbols">What a word consists of.</param>
/// <param name="merges">What becomes one.</param>
/// <param name="whole">Words that are a token as they stand, whatever the merges; null: none.</param>
sealed class WordPieces(ISymbols symbols, PairMerges merges, Func<ReadOnlySpan<char>, int?>? whole)
{
    const int Remembered = 1 << 17, Short = 48;
    readonly ConcurrentDictionary<string, int[]> known = new(StringComparer.Ordinal);

    public void Encode(ReadOnlySpan<char> word, List<int> into)
    {
        if (word.Length > Short)
        {
            into.AddRange(Encode(word));
            return;
        }
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(word, out var tokens))
        {
            tokens = Encode(word);
            if (known.Count < Remembered)
                lookup.TryAdd(word, tokens);
        }
        into.AddRange(tokens);
    }

    int[] Encode(ReadOnlySpan<char> word)
    {
        if (whole?.Invoke(word) is { } token)
            return [token];
        var tokens = new List<int>(word.Length);
        symbols.Of(word, tokens);
        merges.Apply(tokens);
        return [.. tokens];
    }
}
