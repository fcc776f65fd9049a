namespace Ttt.Cli;

/// <summary>A comparison of models on one text.</summary>
sealed class TextComparison(Terminal terminal, CompareConfig config, Comparison comparison)
{
    /// <summary>Trains, measures and writes the report into a folder.</summary>
    /// <exception cref="TttException">The text or an entry cannot be used.</exception>
    public int Run(string folder)
    {
        var tokenizer = Tokenizers.Load(config.Shared.Tokenizer ?? Tokenizers.Bytes);
        using var corpus = Corpora.Load(config.Shared.Corpus, tokenizer, config.Shared.Training.DocumentSeparator);
        var heldOut = corpus.HeldOut.ToArray();
        var entries = comparison.Fit(config.Entries, tokenizer.VocabSize);
        if (config.IndexLength >= heldOut.Length)
            throw new TttException($"'index_length' is {config.IndexLength}, but only {heldOut.Length} {EvaluatedText.Unit(tokenizer)}s are held out, one of them to begin with; make it at most {heldOut.Length - 1}");
        var length = config.IndexLength ?? Math.Min(entries.Max(entry => entry.Training.ContextLength), heldOut.Length - 1);
        var windows = new CurveOptions { Windows = config.IndexWindows };
        var outcomes = comparison.Run(entries, corpus, tokenizer, Measure);
        new TextReport(config.Title, string.Join(", ", config.Shared.Corpus.Select(Path.GetFileName)), EvaluatedText.Unit(tokenizer), corpus.BytesPerToken, outcomes).Save(folder);
        terminal.Line();
        terminal.Line($"report {Path.Combine(folder, TextReport.File)}");
        return outcomes.Any(outcome => outcome.Failure is not null) ? ExitCode.NotReached : ExitCode.Success;

        TextScore Measure(CompareEntry entry, LanguageModel model)
        {
            var alone = new EvaluationOptions { Length = entry.Training.ContextLength, BatchSize = entry.Training.BatchSize };
            return new(Evaluator.Evaluate(model, heldOut, corpus.BytesPerToken, alone, terminal.Interrupted),
                CurveEvaluator.ByIndex(model, heldOut, length, windows, terminal.Interrupted));
        }
    }
}
