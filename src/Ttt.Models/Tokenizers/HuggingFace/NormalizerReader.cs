namespace Ttt.Models;

/// <summary>Reads the normaliser of a tokenizer.json.</summary>
static class NormalizerReader
{
    public static ITextRule Read(JsonPart normalizer) => new TextRules([.. normalizer.Sequence("normalizers").Select(One)]);

    static ITextRule One(JsonPart part) => part.Type switch
    {
        "Prepend" => new PrependRule(part.Member("prepend").Text()),
        "Replace" => Replace(part),
        // the tool is built without Unicode's tables of compositions
        var type => throw part.Fault($"the normaliser '{type}' cannot be used here; Prepend, Replace and Sequence can"),
    };

    static ITextRule Replace(JsonPart part)
    {
        var (pattern, content) = (part.Member("pattern"), part.Member("content").Text());
        return pattern.Member("String") is { IsNull: false } text ? new ReplaceRule(NotEmpty(text), content) : new ReplacePatternRule(PatternReader.Read(pattern), content);
    }

    static string NotEmpty(JsonPart text) => text.Text() is { Length: > 0 } word ? word : throw text.Fault("the string to replace is empty");
}
