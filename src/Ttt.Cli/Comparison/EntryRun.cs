using TorchSharp;
using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Trains one entry of a comparison as far as it is not trained yet: a finished run is loaded, an interrupted one goes on.</summary>
sealed class EntryRun(Terminal terminal, CompareEntry entry, ITrainingData data, ITokenizer? tokenizer, LayerCatalogue catalogue, string root, torch.Device device)
{
    const int Lines = 10;

    readonly string folder = RunIdentity.Folder(root, entry, data, tokenizer);

    /// <summary>Trains, then measures.</summary>
    /// <exception cref="TttException">Training or a checkpoint failed.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; a checkpoint holds what was done.</exception>
    public Finished<TScore> Run<TScore>(Func<LanguageModel, TScore> measure)
    {
        CheckpointFolder.Prepare(folder);
        var time = new TrainingTime(folder);
        using var trainer = CheckpointFolder.Exists(folder) ? Trainer.Resume(folder, data, tokenizer, Build) : Start();
        using var model = trainer.Model;
        time.Begin(trainer.Step);
        if (trainer.Step == entry.Training.Steps)
            terminal.Line($"  finished before, {folder}");
        else
            Train(trainer, time);
        model.eval();
        return new(model.ParameterCount, Operations(entry), time.Seconds, trainer.History, measure(model));
    }

    Trainer Start()
    {
        if (entry.From is null)
            return new(Build(entry.Model), data, tokenizer, entry.Training);
        var first = RunIdentity.Folder(root, entry.From, data, tokenizer);
        return CheckpointFolder.Exists(first) ? new(CheckpointFolder.LoadModel(first, _ => Build(entry.Model)), data, tokenizer, entry.Training)
            : throw new TttException($"it begins with the weights of '{entry.From.Name}', which has none");
    }

    LanguageModel Build(ModelConfig config) => new LanguageModel(config, entry.Training.Seed, catalogue).to(device);

    void Train(Trainer trainer, TrainingTime time)
    {
        if (trainer.Step > 0)
            terminal.Line($"  goes on after step {trainer.Step}");
        var (options, first) = (entry.Training, trainer.Step);
        var result = trainer.Run(folder, Follow, terminal.Interrupted);
        time.Save();
        if (result.Cancelled)
            throw new OperationCanceledException(terminal.Interrupted);

        void Follow(TrainingProgress progress)
        {
            var point = progress.Point;
            time.Reach(point.Step, (double)(point.Step - first) * options.UpdateRows * options.ContextLength / progress.TokensPerSecond);
            if (options.CheckpointInterval > 0 && point.Step % options.CheckpointInterval == 0)
                time.Save();
            if (point.Step % Math.Max(1, options.Steps / Lines) == 0)
                terminal.Line($"  step {point.Step}/{options.Steps}  loss {point.Loss:0.000}  {progress.TokensPerSecond:N0} tokens/s{(point.HeldOutLoss is { } loss ? FormattableString.Invariant($"  held out {loss:0.0000}") : "")}");
        }
    }

    double Operations(CompareEntry run) => (run.From is null ? 0 : Operations(run.From))
        + ModelCost.Of(run.Model, run.Training.ContextLength, catalogue).Operations.Training * (run.Tokens - (run.From?.Tokens ?? 0));
}
