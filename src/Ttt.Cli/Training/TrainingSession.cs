namespace Ttt.Cli;

/// <summary>One training run on the terminal: says what is trained, shows progress, leaves checkpoints, the log and the losses as a plot.</summary>
sealed class TrainingSession(Terminal terminal, Trainer trainer, TextCorpus corpus, string run)
{
    readonly string unit = trainer.Tokenizer is ByteTokenizer ? "byte" : "token";

    public const string Plot = "loss.svg";

    public required string Title { get; init; }

    /// <summary>The command line that goes on after an interruption; null: none can.</summary>
    public string? ContinueWith { get; init; }

    /// <summary>Updates between plain lines; null: a thirtieth of all.</summary>
    public int? LogEvery { get; init; }

    public TrainingResult Run()
    {
        CheckpointFolder.Prepare(run);
        Describe();
        TrainingResult result;
        try
        {
            using var progress = ProgressDisplay.Create(terminal, trainer.Step, trainer.Options.Steps, corpus.BytesPerToken, LogEvery);
            result = trainer.Run(run, progress.Show, terminal.Interrupted);
        }
        finally
        {
            WriteLosses(trainer.History);
        }
        Conclude(result);
        return result;
    }

    void Describe()
    {
        var (model, options) = (trainer.Model.Config, trainer.Options);
        terminal.Line($"model  {model.LayerTypesText}: {Count.Of(model.NumHiddenLayers, "block")}, C = {model.HiddenSize}, {Count.Of(model.NumAttentionHeads, "head")}, {trainer.Model.ParameterCount:N0} parameters");
        terminal.Line($"text   {corpus.Train.Length:N0} {unit}s to train on, {corpus.HeldOut.Length:N0} held out{(corpus.Documents.Count > 1 ? $"; {corpus.Documents.Count:N0} documents" : "")}{(unit == "byte" ? "" : FormattableString.Invariant($"; {corpus.BytesPerToken:0.000} bytes a token"))}");
        terminal.Line($"run    {options.Steps} steps of {options.UpdateRows} windows of {options.ContextLength} {unit}s, learning rate {options.LearningRate}{(options.Precision == Precision.Fp32 ? "" : $", {Precisions.Name(options.Precision)}")}, seed {options.Seed}{(trainer.Step > 0 ? $"; goes on after step {trainer.Step}" : "")}");
        terminal.Line();
    }

    void WriteLosses(LossHistory history)
    {
        if (history.Points.Count == 0)
            return;
        history.Plot(Title, corpus.BytesPerToken).Save(Path.Combine(run, Plot));
    }

    void Conclude(TrainingResult result)
    {
        terminal.Line();
        if (result.Cancelled)
        {
            terminal.Line($"interrupted after step {result.Step}; saved {result.Checkpoint}");
            if (ContinueWith is not null)
                terminal.Line($"continue with: {ContinueWith}");
            return;
        }
        if (result.History.Points.LastOrDefault()?.HeldOutLoss is { } loss)
            terminal.Line($"held-out text: {Bits.PerByte(loss, corpus.BytesPerToken):0.000} bits per byte (loss {loss:0.0000} nats per {unit})");
        terminal.Line($"checkpoint {result.Checkpoint}");
        terminal.Line($"loss plot  {Path.Combine(run, Plot)}, log {Path.Combine(run, RunLog.Table)}");
    }
}
