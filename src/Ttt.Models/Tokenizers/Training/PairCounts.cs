namespace Ttt.Models;

/// <summary>How often each pair of neighbours comes in a list of words, and in which words; kept up as pairs merge, so that a merge costs what it changes.</summary>
sealed class PairCounts
{
    readonly Dictionary<(int Left, int Right), long> counts = [];
    readonly Dictionary<(int Left, int Right), List<int>> places = [];
    readonly PriorityQueue<(int Left, int Right), (long Negated, int Left, int Right)> order = new();
    readonly int[][] words;
    readonly long[] occurrences;

    /// <param name="words">The tokens of each word.</param>
    /// <param name="occurrences">How often the word comes.</param>
    public PairCounts(int[][] words, long[] occurrences)
    {
        (this.words, this.occurrences) = (words, occurrences);
        for (var word = 0; word < words.Length; word++)
            for (var i = 0; i + 1 < words[word].Length; i++)
                Change((words[word][i], words[word][i + 1]), word, occurrences[word]);
        foreach (var pair in counts.Keys)
            Queue(pair);
    }

    /// <summary>The pair that comes most often, of several the one of least ids; null where none comes <paramref name="least"/> times.</summary>
    public ((int Left, int Right) Pair, long Count)? Best(int least)
    {
        while (order.TryDequeue(out var pair, out var priority))
        {
            var count = counts[pair];
            if (count == -priority.Negated)
                return count >= least ? (pair, count) : null;
            // it became rarer since it was queued
            if (count > 0)
                Queue(pair);
        }
        return null;
    }

    /// <summary>Replaces a pair by one token wherever it comes, from left to right.</summary>
    public void Merge((int Left, int Right) pair, int merged)
    {
        var born = new HashSet<(int, int)>();
        foreach (var word in places[pair])
            words[word] = Merge(words[word], pair, merged, word, born);
        places.Remove(pair);
        foreach (var fresh in born)
            Queue(fresh);
    }

    int[] Merge(int[] tokens, (int Left, int Right) pair, int merged, int word, HashSet<(int, int)> born)
    {
        var count = occurrences[word];
        var result = new List<int>(tokens.Length);
        for (var i = 0; i < tokens.Length; i++)
        {
            if (i + 1 == tokens.Length || tokens[i] != pair.Left || tokens[i + 1] != pair.Right)
            {
                result.Add(tokens[i]);
                continue;
            }
            Change(pair, word, -count);
            if (result.Count > 0)
            {
                Change((result[^1], tokens[i]), word, -count);
                Bear((result[^1], merged), word, count, born);
            }
            if (i + 2 < tokens.Length)
            {
                Change((tokens[i + 1], tokens[i + 2]), word, -count);
                Bear((merged, tokens[i + 2]), word, count, born);
            }
            result.Add(merged);
            i++;
        }
        return [.. result];
    }

    void Bear((int, int) pair, int word, long count, HashSet<(int, int)> born)
    {
        Change(pair, word, count);
        born.Add(pair);
    }

    void Change((int Left, int Right) pair, int word, long by)
    {
        counts[pair] = counts.GetValueOrDefault(pair) + by;
        if (by < 0)
            return;
        if (!places.TryGetValue(pair, out var list))
            places[pair] = list = [];
        if (list.Count == 0 || list[^1] != word)
            list.Add(word);
    }

    void Queue((int Left, int Right) pair) => order.Enqueue(pair, (-counts[pair], pair.Left, pair.Right));
}
