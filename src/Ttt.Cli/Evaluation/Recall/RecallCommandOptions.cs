using System.CommandLine;

namespace Ttt.Cli;

/// <summary>Recall of what was said once, by option.</summary>
sealed class RecallCommandOptions
{
    static readonly int[] Usual = [64, 256, 1024, 4096];

    readonly Option<bool> passkey = Values.Flag("--passkey", "how often a number said once in the text is found again, against distance");
    readonly Option<bool> needle = Values.Flag("--needle", "the same of a word of the text, said to be a secret");
    readonly Option<int[]> distances = Values.Integers("--distances", "tokens between the statement and the question [default: 64,256,1024,4096]", "N,...");
    readonly Option<int?> samples = Values.Integer("--samples", "places of the text for each distance [default: 32]");
    readonly Option<int?> choices = Values.Integer("--choices", "answers to choose from by likelihood [default: 10]");

    public IEnumerable<Option> All => [passkey, needle, distances, samples, choices];

    /// <summary>The first of those that say how, where none says that it is to be measured.</summary>
    public Option? Stray(ParseResult parsed) => Wanted(parsed) ? null : new Option[] { distances, samples, choices }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    public bool Wanted(ParseResult parsed) => parsed.GetValue(passkey) || parsed.GetValue(needle);

    /// <summary>What is said and asked for.</summary>
    /// <exception cref="TttException">Both are wanted, or the text has too few words.</exception>
    public RecallProbe Probe(ParseResult parsed, string text)
    {
        if (parsed.GetValue(passkey) && parsed.GetValue(needle))
            throw new TttException("--passkey and --needle are two measurements; ask for one at a time");
        return parsed.GetValue(passkey) ? RecallProbe.Passkey : RecallProbe.Needle(UserFile.ReadBytes(text));
    }

    public int[] Distances(ParseResult parsed) => parsed.GetValue(distances) is { Length: > 0 } given ? given : Usual;

    public RecallOptions Recall(ParseResult parsed, int? batch)
    {
        var defaults = new RecallOptions();
        return defaults with { Samples = parsed.GetValue(samples) ?? defaults.Samples, Choices = parsed.GetValue(choices) ?? defaults.Choices, BatchSize = batch ?? defaults.BatchSize };
    }
}
