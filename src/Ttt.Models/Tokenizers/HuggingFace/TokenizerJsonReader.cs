namespace Ttt.Models;

/// <summary>Reads the tokenizer.json of Hugging Face's libraries: byte-pair models, byte-level as GPT-2's or of characters with bytes to fall back on as Llama-2's. What it cannot do as they do, it refuses.</summary>
static class TokenizerJsonReader
{
    const char Sign = '\u2581';

    /// <exception cref="TttException">The file is no tokenizer, or one that cannot be used here.</exception>
    public static BpeTokenizer Read(TokenizerFile file, string source)
    {
        using var document = ModelConfigJson.ParseDocument(new System.Text.UTF8Encoding(false).GetString(file.Content), source);
        var root = new JsonPart(document.RootElement, source, "");
        var part = root.Member("model");
        if (part.IsNull)
            throw root.Fault("there is no 'model'; a tokenizer.json or a file that ends in .tiktoken is expected");
        var model = BpeModel.Read(part);
        var added = root.Member("added_tokens") is { IsNull: false } list ? list.Items().Select(AddedToken.Read).ToArray() : [];
        var text = NormalizerReader.Read(root.Member("normalizer"));
        var cut = PreTokenizerReader.Read(root.Member("pre_tokenizer"));
        var decoder = DecoderReader.Read(root.Member("decoder"));
        var tokens = model.Vocabulary.ToDictionary(entry => entry.Value, entry => decoder.Bytes(entry.Key));
        foreach (var token in added)
            tokens[token.Id] = System.Text.Encoding.UTF8.GetBytes(token.Content);
        return new(file, tokens, text, new PieceRules(Rules(cut, model)), model.Words(cut.ByteLevel, part), added)
        {
            Start = StartReader.Read(root.Member("post_processor")),
            LeadingSpace = decoder.LosesSpace || (decoder.ByteLevel && cut.LeadingSpace),
        };
    }

    // a text without words is long: it is cut where the tokens stay the same
    static IReadOnlyList<IPieceRule> Rules(PreTokenizer cut, BpeModel model)
        => !cut.ByteLevel && model.NeverJoinsBefore(Sign) ? [.. cut.Rules, new AfterSignRule(Sign)] : cut.Rules;
}
