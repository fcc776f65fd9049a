namespace Ttt.Models;

/// <summary>How a tokenizer.json cuts words.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="ByteLevel">Words are written in <see cref="ByteAlphabet"/>.</param>
/// <param name="LeadingSpace">A blank, or its sign, is put before a text.</param>
sealed record PreTokenizer(IReadOnlyList<IPieceRule> Rules, bool ByteLevel, bool LeadingSpace);

/// <summary>Reads the pre-tokenizer of a tokenizer.json.</summary>
static class PreTokenizerReader
{
    public static PreTokenizer Read(JsonPart preTokenizer)
    {
        var (rules, byteLevel, leadingSpace) = (new List<IPieceRule>(), false, false);
        foreach (var part in preTokenizer.Sequence("pretokenizers"))
        {
            // what follows would see the byte alphabet, not the text
            if (byteLevel)
                throw part.Fault("nothing can come after ByteLevel here");
            switch (part.Type)
            {
                case "ByteLevel":
                    byteLevel = true;
                    if (part.Flag("add_prefix_space", true))
                    {
                        leadingSpace = true;
                        rules.Add(new LeadingSpaceRule());
                    }
                    if (part.Flag("use_regex", true))
                        rules.Add(new PatternRule(new(WordPatterns.Gpt2), matches: true, gaps: true));
                    break;
                case "Split":
                    rules.Add(Split(part));
                    break;
                case "Digits":
                    rules.Add(new PatternRule(new(part.Flag("individual_digits", false) ? @"\p{N}" : @"\p{N}+"), matches: true, gaps: true));
                    break;
                case "Metaspace":
                    var prefix = MetaspacePrefix(part);
                    leadingSpace |= prefix != Prefix.Never;
                    rules.Add(new MetaspaceRule(Sign(part), prefix, part.Flag("split", true)));
                    break;
                default:
                    throw part.Fault($"the pre-tokenizer '{part.Type}' cannot be used here; ByteLevel, Split, Digits, Metaspace and Sequence can");
            }
        }
        return new(rules, byteLevel, leadingSpace);
    }

    static PatternRule Split(JsonPart part)
    {
        var pattern = PatternReader.Read(part.Member("pattern"));
        var inverted = part.Flag("invert", false);
        return part.Text("behavior", "") switch
        {
            "Isolated" => new(pattern, matches: true, gaps: true),
            "Removed" => new(pattern, matches: inverted, gaps: !inverted),
            var behaviour => throw part.Fault($"the behaviour '{behaviour}' cannot be used here; Isolated and Removed can"),
        };
    }

    static char Sign(JsonPart part) => part.Text("replacement", "\u2581") is [var sign] ? sign : throw part.Fault("'replacement' must be one character");

    static Prefix MetaspacePrefix(JsonPart part) => part.Text("prepend_scheme", part.Flag("add_prefix_space", true) ? "always" : "never") switch
    {
        "always" => Prefix.Always,
        "first" => Prefix.First,
        "never" => Prefix.Never,
        var scheme => throw part.Fault($"'prepend_scheme' must be always, first or never, not '{scheme}'"),
    };
}
