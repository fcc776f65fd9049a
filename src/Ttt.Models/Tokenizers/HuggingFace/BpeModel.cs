namespace Ttt.Models;

/// <summary>The model of a tokenizer.json: vocabulary and merges.</summary>
sealed class BpeModel
{
    readonly Dictionary<string, int> vocabulary = new(StringComparer.Ordinal);
    readonly List<(string Left, string Right)> merges = [];
    readonly bool ignoreMerges, fuseUnknown;
    readonly string? unknown;

    BpeModel(JsonPart model)
    {
        if (model.Type is not ("BPE" or ""))
            throw model.Fault($"a {model.Type} model cannot be used here, only BPE");
        foreach (var refused in new[] { "continuing_subword_prefix", "end_of_word_suffix", "dropout" })
            if (model.Member(refused) is { IsNull: false } member && member.Element.ToString() is not ("" or "0" or "0.0"))
                throw member.Fault("it cannot be used here");
        foreach (var entry in model.Member("vocab").Element is { ValueKind: System.Text.Json.JsonValueKind.Object } vocab ? vocab.EnumerateObject() : throw model.Fault("'vocab' is missing"))
            vocabulary[entry.Name] = new JsonPart(entry.Value, model.Source, $"{model.Path}.vocab.{entry.Name}").Integer();
        if (vocabulary.Count == 0)
            throw model.Fault("the vocabulary is empty");
        merges.AddRange(model.Member("merges").Items().Select(Pair));
        (ignoreMerges, ByteFallback, fuseUnknown) = (model.Flag("ignore_merges", false), model.Flag("byte_fallback", false), model.Flag("fuse_unk", false));
        unknown = model.Member("unk_token") is { IsNull: false } token ? token.Text() : null;
    }

    public IReadOnlyDictionary<string, int> Vocabulary => vocabulary;

    /// <summary>Characters that are no token are spelt in tokens of bytes.</summary>
    public bool ByteFallback { get; }

    public static BpeModel Read(JsonPart model) => new(model);

    /// <summary>No merge joins a sign with another character before it.</summary>
    public bool NeverJoinsBefore(char sign) => !merges.Any(m => m.Right[0] == sign && m.Left.Any(c => c != sign));

    public WordPieces Words(bool byteLevel, JsonPart model)
    {
        var pairs = new PairMerges();
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            pairs.Add(Token(left), Token(right), rank, Token(left + right));
        }
        return new(Symbols(byteLevel, model), pairs, ignoreMerges ? Whole(byteLevel) : null);

        int Token(string text) => vocabulary.TryGetValue(text, out var id) ? id : throw model.Fault($"the merges need '{text}', which is not in the vocabulary");
    }

    ISymbols Symbols(bool byteLevel, JsonPart model)
    {
        if (byteLevel)
            return new ByteSymbols(Bytes(value => ByteAlphabet.Write([(byte)value]), model)!);
        int? unknownId = unknown is null ? null : vocabulary.TryGetValue(unknown, out var id) ? id : throw model.Fault($"the unknown token '{unknown}' is not in the vocabulary");
        return new CharacterSymbols(vocabulary, ByteFallback ? Bytes(TokenDecoder.Name, model) : null, unknownId, fuseUnknown);
    }

    int[] Bytes(Func<int, string> name, JsonPart model)
        => [.. Enumerable.Range(0, 256).Select(value => vocabulary.TryGetValue(name(value), out var id) ? id : throw model.Fault($"the vocabulary has no token '{name(value)}' for the byte {value}"))];

    Func<ReadOnlySpan<char>, int?> Whole(bool byteLevel) => word =>
    {
        var text = word.ToString();
        if (byteLevel)
        {
            var bytes = new List<byte>();
            EscapedText.Encode(word, bytes);
            text = ByteAlphabet.Write([.. bytes]);
        }
        return vocabulary.TryGetValue(text, out var id) ? id : null;
    };

    // older files write "a b", newer ones ["a", "b"]
    static (string, string) Pair(JsonPart merge)
    {
        var parts = merge.Element.ValueKind == System.Text.Json.JsonValueKind.Array ? [.. merge.Items().Select(item => item.Text())] : merge.Text().Split(' ');
        return parts is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : throw merge.Fault("two tokens are expected");
    }
}
