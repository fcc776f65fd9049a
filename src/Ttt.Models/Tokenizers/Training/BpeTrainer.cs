namespace Ttt.Models;

/// <summary>
/// Learns a byte-level byte-pair vocabulary: texts are cut into words as GPT-2 cuts them, and again and again the pair of tokens that comes most often becomes a token.
/// Of pairs that come equally often the one of least ids is first, so the same texts give the same file.
/// </summary>
public sealed class BpeTrainer
{
    readonly Dictionary<string, long> words = new(StringComparer.Ordinal);

    /// <summary>Counts the words of a text.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        var text = EscapedText.Decode(utf8);
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        new CodePointPattern(WordPatterns.Gpt2).Matches(text, (start, length) =>
        {
            var word = text.AsSpan(start, length);
            lookup.TryGetValue(word, out var count);
            lookup[word] = count + 1;
        });
    }

    /// <summary>Learns the vocabulary; it is smaller than asked for where the texts are too short.</summary>
    /// <param name="options">How.</param>
    /// <param name="progress">Called after every merge with the number of tokens so far.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>A tokenizer.json.</returns>
    /// <exception cref="TttException">Options that cannot work, or no text was given.</exception>
    public TokenizerFile Train(BpeTrainingOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        options.Check();
        if (words.Count == 0)
            throw new TttException("there is no text to learn a vocabulary from");
        var bytes = new List<byte>();
        var tokens = new List<byte[]>(Enumerable.Range(0, 256).Select(value => new[] { (byte)value }));
        var merges = new List<(int Left, int Right)>();
        var counts = new PairCounts([.. words.Keys.Select(Symbols)], [.. words.Values]);
        while (tokens.Count + options.Special.Count < options.VocabSize && counts.Best(options.MinimumCount) is { } best)
        {
            cancellation.ThrowIfCancellationRequested();
            counts.Merge(best.Pair, tokens.Count);
            merges.Add(best.Pair);
            tokens.Add([.. tokens[best.Pair.Left], .. tokens[best.Pair.Right]]);
            progress?.Invoke(tokens.Count);
        }
        return new("tokenizer.json", TokenizerJsonWriter.Write(tokens, merges, options.Special));

        int[] Symbols(string word)
        {
            bytes.Clear();
            EscapedText.Encode(word, bytes);
            return [.. bytes.Select(value => (int)value)];
        }
    }
}
