namespace Ttt.Models;

/// <summary>A byte-pair tokenizer that was read from a file: added tokens are found, the rest is rewritten, cut into words, and the tokens of each word merged.</summary>
sealed class BpeTokenizer : ITokenizer
{
    readonly byte[][] bytes;
    readonly ITextRule text;
    readonly IPieceRule pieces;
    readonly WordPieces words;
    readonly AddedTokens raw, rewritten;

    /// <param name="file">Where it was read from.</param>
    /// <param name="tokens">The bytes of every id.</param>
    /// <param name="text">How a text is rewritten.</param>
    /// <param name="pieces">How it is cut.</param>
    /// <param name="words">How a word is encoded.</param>
    /// <param name="added">Tokens that are found first.</param>
    public BpeTokenizer(TokenizerFile file, IReadOnlyDictionary<int, byte[]> tokens, ITextRule text, IPieceRule pieces, WordPieces words, IReadOnlyList<AddedToken>? added = null)
    {
        (File, this.text, this.pieces, this.words) = (file, text, pieces, words);
        VocabSize = tokens.Keys.Max() + 1;
        bytes = new byte[VocabSize][];
        Array.Fill(bytes, []);
        foreach (var (id, value) in tokens)
            bytes[id] = value;
        raw = new((added ?? []).Where(t => !t.Normalized), word => word);
        rewritten = new((added ?? []).Where(t => t.Normalized), text.Apply);
    }

    public string Name => $"{(File.Name.EndsWith(".tiktoken", StringComparison.Ordinal) ? "tiktoken" : "bpe")}-{File.Fingerprint}";

    public int VocabSize { get; }

    public TokenizerFile File { get; }

    public IReadOnlyList<int> Start { get; init; } = [];

    /// <summary>A text gets a blank in front, which a decoded one loses again.</summary>
    public bool LeadingSpace { get; init; }

    public int[] Encode(ReadOnlySpan<byte> utf8)
    {
        var tokens = new List<int>(utf8.Length / 3 + 1);
        raw.Split(EscapedText.Decode(utf8), tokens.Add, (part, start) =>
            rewritten.Split(text.Apply(part), tokens.Add, (rest, offset) =>
                pieces.Cut(new(rest.AsMemory(), start == 0 && offset == 0), word => words.Encode(word.Text.Span, tokens))));
        return [.. tokens];
    }

    public ReadOnlySpan<byte> Bytes(int token) => (uint)token < (uint)bytes.Length
        ? bytes[token]
        : throw new ArgumentOutOfRangeException(nameof(token), token, $"A token of this tokenizer lies between 0 and {VocabSize - 1}.");

    public byte[] Decode(ReadOnlySpan<int> tokens)
    {
        using var all = new MemoryStream();
        foreach (var token in tokens)
            all.Write(Bytes(token));
        var result = all.ToArray();
        return LeadingSpace && result is [(byte)' ', ..] ? result[1..] : result;
    }
}
