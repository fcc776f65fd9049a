namespace Ttt.Models;

/// <summary>Measures how far back a model finds what was said once: passkeys, and needles in a book.</summary>
public static class RecallEvaluator
{
    const int Padding = 0;

    /// <summary>Recall against distance.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="text">The text around.</param>
    /// <param name="probe">What is said and asked for.</param>
    /// <param name="distances">Tokens between the two.</param>
    /// <param name="options">How many prompts, how many answers to choose from.</param>
    /// <param name="cancellation">Looked at before every chunk.</param>
    /// <exception cref="TttException">The text is too short for a distance, or options cannot work.</exception>
    public static IReadOnlyList<RecallPoint> Evaluate(LanguageModel model, ITokenizer tokenizer, int[] text, RecallProbe probe, IReadOnlyList<int> distances, RecallOptions options, CancellationToken cancellation = default)
    {
        options.Require();
        if (distances.Count == 0 || distances.Any(distance => distance < 0))
            throw new TttException($"distances must be given, none negative, not '{string.Join(',', distances)}'");
        if (probe.Answers.Count < options.Choices)
            throw new TttException($"{options.Choices} answers to choose from are more than the {probe.Answers.Count} there are");
        using var noGradient = torch.no_grad();
        model.eval();
        return [.. distances.Distinct().Order().Select(distance =>
        {
            var results = RecallPrompt.Of(text, tokenizer, probe, distance, options).Chunk(options.BatchSize).SelectMany(prompts => Answer(model, prompts, options.ChunkLength, cancellation)).ToArray();
            return new RecallPoint(distance, results.Length, results.Average(r => r.Likeliest ? 1.0 : 0), results.Average(r => r.Exact ? 1.0 : 0));
        })];
    }

    // the last token of the prompt is read with each answer, whose first token it predicts
    static (bool Likeliest, bool Exact)[] Answer(LanguageModel model, RecallPrompt[] prompts, int chunk, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        using var session = new GenerationSession(model, chunk);
        session.Read([.. prompts.Select(p => p.Tokens.AsMemory(0, p.Tokens.Length - 1))], cancellation);
        var scores = Enumerable.Range(0, prompts[0].Choices.Count).Select(choice => session.Peek(Rows(prompts, choice)).Zip(prompts, (logits, p) => Score(logits, p.Choices[choice])).ToArray()).ToArray();
        return [.. prompts.Select((_, row) => (scores.Skip(1).All(other => scores[0][row].Likelihood > other[row].Likelihood), scores[0][row].Greedy))];
    }

    // answers of different lengths: what is behind a shorter one is not looked at
    static ReadOnlyMemory<int>[] Rows(RecallPrompt[] prompts, int choice)
    {
        var length = prompts.Max(p => p.Choices[choice].Length);
        return [.. prompts.Select(p => (ReadOnlyMemory<int>)(int[])[p.Tokens[^1], .. p.Choices[choice][..^1], .. Enumerable.Repeat(Padding, length - p.Choices[choice].Length)])];
    }

    static (double Likelihood, bool Greedy) Score(float[][] logits_TV, int[] answer)
    {
        var (likelihood, greedy) = (0.0, true);
        for (var i = 0; i < answer.Length; i++)
        {
            var row = logits_TV[i];
            var largest = row.Max();
            likelihood += row[answer[i]] - largest - Math.Log(row.Sum(value => Math.Exp(value - largest)));
            greedy &= row[answer[i]] == largest;
        }
        return (likelihood, greedy);
    }
}
