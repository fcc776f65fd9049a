using System.Globalization;

namespace Ttt.Models;

/// <summary>A prompt as tokens, and what may follow it.</summary>
/// <param name="Tokens">Text, statement, text, cue.</param>
/// <param name="Choices">Answers with their full stop; the first is right.</param>
sealed record RecallPrompt(int[] Tokens, IReadOnlyList<int[]> Choices)
{
    const long Purpose = 0x6b6579;

    /// <summary>The prompts of one distance, all equally long: where a statement has fewer tokens, more of the text stands before it.</summary>
    public static RecallPrompt[] Of(int[] text, ITokenizer tokenizer, RecallProbe probe, int distance, RecallOptions options)
    {
        int[] cue = tokenizer.Encode(probe.Cue);
        var drawn = Enumerable.Range(0, options.Samples).Select(sample =>
        {
            var random = RandomStream.For(options.Seed, Purpose, sample);
            string[] answers = [.. Draw.Distinct(random, probe.Answers.Count, options.Choices).Select(i => probe.Answers[i])];
            return (Statement: tokenizer.Encode(string.Format(CultureInfo.InvariantCulture, probe.Statement, answers[0])), Choices: answers.Select(answer => tokenizer.Encode($"{answer}.")).ToArray());
        }).ToArray();
        var before = options.Lead + drawn.Max(d => d.Statement.Length);
        var starts = WindowStarts.Spread(text.Length, before + distance, options.Samples);
        return [.. drawn.Zip(starts, (d, start) =>
        {
            var lead = before - d.Statement.Length;
            return new RecallPrompt([.. text.AsSpan((int)start, lead), .. d.Statement, .. text.AsSpan((int)start + lead, distance), .. cue], d.Choices);
        })];
    }
}
