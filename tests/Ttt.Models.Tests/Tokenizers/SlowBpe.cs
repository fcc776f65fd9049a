namespace Ttt.Models.Tests.Tokenizers;

/// <summary>Byte-pair encoding and its training by definition: look at everything again after every merge.</summary>
static class SlowBpe
{
    /// <summary>Merges the pair of least rank, of equal ones the leftmost, until none is left.</summary>
    public static int[] Merge(IEnumerable<int> word, IReadOnlyDictionary<(int, int), (int Rank, int Merged)> merges)
    {
        var tokens = word.ToList();
        while (true)
        {
            var best = Enumerable.Range(0, Math.Max(0, tokens.Count - 1)).Where(i => merges.ContainsKey((tokens[i], tokens[i + 1])))
                .OrderBy(i => merges[(tokens[i], tokens[i + 1])].Rank).ThenBy(i => i).Cast<int?>().FirstOrDefault();
            if (best is not { } at)
                return [.. tokens];
            tokens[at] = merges[(tokens[at], tokens[at + 1])].Merged;
            tokens.RemoveAt(at + 1);
        }
    }

    /// <summary>The merges that training finds: always the most frequent pair, of equal ones that of least ids.</summary>
    public static List<(int Left, int Right)> Train(IEnumerable<byte[]> words, int merges, int least)
    {
        var corpus = words.Select(w => w.Select(b => (int)b).ToList()).ToList();
        var found = new List<(int, int)>();
        while (found.Count < merges)
        {
            var best = corpus.SelectMany(w => w.Zip(w.Skip(1))).GroupBy(p => p).Select(g => (Pair: g.Key, Count: g.Count()))
                .OrderByDescending(g => g.Count).ThenBy(g => g.Pair.First).ThenBy(g => g.Pair.Second).FirstOrDefault();
            if (best.Count < least)
                break;
            found.Add(best.Pair);
            foreach (var word in corpus)
                for (var i = 0; i + 1 < word.Count; i++)
                    if ((word[i], word[i + 1]) == best.Pair)
                    {
                        word[i] = 255 + found.Count;
                        word.RemoveAt(i + 1);
                    }
        }
        return found;
    }
}
