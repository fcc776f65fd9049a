using System.Runtime.InteropServices;

namespace Ttt.Models;

/// <summary>Which two neighbouring tokens become one, and how early. Of all pairs in a word the one of least rank merges first, of equal ones the leftmost.</summary>
sealed class PairMerges
{
    readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> merges = [];

    /// <summary>Adds a merge; of a pair that is listed twice the first counts.</summary>
    public void Add(int left, int right, int rank, int merged) => merges.TryAdd((left, right), (rank, merged));

    public IEnumerable<(int Left, int Right)> Pairs => merges.Keys;

    /// <summary>Merges the tokens of one word in place. The time is that of sorting, for words of any length.</summary>
    public void Apply(List<int> tokens)
    {
        if (tokens.Count < 2)
            return;
        var word = CollectionsMarshal.AsSpan(tokens);
        var (next, previous) = (new int[word.Length], new int[word.Length]);
        for (var i = 0; i < word.Length; i++)
            (next[i], previous[i]) = (i + 1, i - 1);
        var waiting = new PriorityQueue<(int Left, int Right, int At), (int Rank, int At)>();
        for (var i = 0; i + 1 < word.Length; i++)
            Enqueue(word, waiting, i, i + 1);
        while (waiting.TryDequeue(out var pair, out _))
        {
            var (at, right) = (pair.At, next[pair.At]);
            // a neighbour has merged since; -1 marks what was merged away
            if (word[at] != pair.Left || right >= word.Length || word[right] != pair.Right)
                continue;
            word[at] = merges[(pair.Left, pair.Right)].Merged;
            word[right] = -1;
            next[at] = next[right];
            if (next[at] < word.Length)
            {
                previous[next[at]] = at;
                Enqueue(word, waiting, at, next[at]);
            }
            if (previous[at] >= 0)
                Enqueue(word, waiting, previous[at], at);
        }
        tokens.RemoveAll(token => token < 0);
    }

    void Enqueue(Span<int> word, PriorityQueue<(int, int, int), (int, int)> waiting, int at, int right)
    {
        if (merges.TryGetValue((word[at], word[right]), out var merge))
            waiting.Enqueue((word[at], word[right], at), (merge.Rank, at));
    }
}
