using System.Globalization;
using System.Text;

namespace Ttt.Models;

/// <summary>
/// Reads .tiktoken files: a line for each token, its bytes in base 64 and its rank, which is also its id. Two tokens merge where their bytes together are a token, the least rank first.
/// The file does not say how words are cut; the encoding that its name begins with does.
/// </summary>
static class TiktokenReader
{
    static readonly (string Encoding, string Pattern)[] Patterns =
    [
        ("gpt2", WordPatterns.Gpt2), ("r50k_base", WordPatterns.Gpt2), ("p50k_base", WordPatterns.Gpt2), ("p50k_edit", WordPatterns.Gpt2),
        ("cl100k_base", WordPatterns.Cl100k), ("o200k_base", WordPatterns.O200k),
    ];

    /// <exception cref="TttException">A line that is none, or a name that says no encoding.</exception>
    public static BpeTokenizer Read(TokenizerFile file, string source)
    {
        var pattern = Patterns.FirstOrDefault(p => file.Name.StartsWith(p.Encoding, StringComparison.Ordinal)).Pattern
            ?? throw new TttException($"{source}: the file does not say how words are cut; give it a name that begins with {string.Join(", ", Patterns.Select(p => p.Encoding))}");
        var tokens = Tokens(file, source);
        var ids = tokens.ToDictionary(t => ByteAlphabet.Write(t.Value), t => t.Key, StringComparer.Ordinal);
        var bytes = new int[256];
        for (var value = 0; value < 256; value++)
            if (!ids.TryGetValue(ByteAlphabet.Write([(byte)value]), out bytes[value]))
                throw new TttException($"{source}: there is no token for the byte {value}");
        var words = new WordPieces(new ByteSymbols(bytes), Merges(ids), word => Whole(ids, word));
        return new(file, tokens, new TextRules([]), new PieceRules([new PatternRule(new(pattern), matches: true, gaps: true)]), words);
    }

    static SortedDictionary<int, byte[]> Tokens(TokenizerFile file, string source)
    {
        var tokens = new SortedDictionary<int, byte[]>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(file.Content).Split('\n'))
        {
            number++;
            if (line.Trim().Length == 0)
                continue;
            var parts = line.Trim().Split(' ');
            var bytes = new byte[line.Length];
            if (parts.Length != 2 || !Convert.TryFromBase64String(parts[0], bytes, out var length) || length == 0
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rank))
                throw new TttException($"{source}, line {number}: a token in base 64 and its rank are expected");
            if (!tokens.TryAdd(rank, bytes[..length]) || !known.Add(parts[0]))
                throw new TttException($"{source}, line {number}: the token or its rank is listed twice");
        }
        return tokens;
    }

    // every way to make a token of two; its rank is the token's
    static PairMerges Merges(Dictionary<string, int> ids)
    {
        var merges = new PairMerges();
        foreach (var (token, rank) in ids)
            for (var cut = 1; cut < token.Length; cut++)
                if (ids.TryGetValue(token[..cut], out var left) && ids.TryGetValue(token[cut..], out var right))
                    merges.Add(left, right, rank, rank);
        return merges;
    }

    static int? Whole(Dictionary<string, int> ids, ReadOnlySpan<char> word)
    {
        var bytes = new List<byte>(word.Length + 8);
        EscapedText.Encode(word, bytes);
        return ids.TryGetValue(ByteAlphabet.Write([.. bytes]), out var id) ? id : null;
    }
}
