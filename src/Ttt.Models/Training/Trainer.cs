using System.Diagnostics;

namespace Ttt.Models;

/// <summary>
/// Trains a language model on a text or a task: AdamW, warm-up and cosine, clipping, periodic evaluation and checkpoints. A run that was interrupted and continued
/// ends with the same bytes as one that was not.
/// </summary>
public sealed class Trainer : IDisposable
{
    readonly ITrainingData data;
    readonly ModelOptimizer optimizer;
    readonly IBatchSource batches;
    readonly LearningRateSchedule schedule;
    readonly LossHistory history;
    readonly CarriedStates states = new();
    string? lastCheckpoint;

    /// <exception cref="TttException">Options that cannot work, a tokenizer that does not fit the model, or too short a text.</exception>
    public Trainer(LanguageModel model, ITrainingData data, ITokenizer? tokenizer, TrainingOptions options)
        : this(model, data, tokenizer, options, 0, new()) { }

    Trainer(LanguageModel model, ITrainingData data, ITokenizer? tokenizer, TrainingOptions options, int step, LossHistory history)
    {
        var faults = options.Faults();
        if (faults.Count > 0)
            throw new TttException(string.Join('\n', faults));
        if (tokenizer?.VocabSize > model.Config.VocabSize)
            throw new TttException($"the tokenizer '{tokenizer.Name}' has {tokenizer.VocabSize} tokens, the model's vocab_size is {model.Config.VocabSize}");
        (Model, this.data, Tokenizer, Options, Step, this.history) = (model, data, tokenizer, options, step, history);
        model.Precision = options.Precision;
        batches = data.Batches(options);
        schedule = options.Schedule();
        optimizer = new ModelOptimizer(model, options);
    }

    /// <summary>How the run of a checkpoint is trained.</summary>
    /// <exception cref="TttException">The run has no whole checkpoint.</exception>
    public static TrainingOptions OptionsOf(string run) => TrainingStateJson.Load(Path.Combine(CheckpointFolder.Resolve(run), CheckpointFolder.Training)).Options;

    /// <summary>Continues the latest checkpoint of a run on the same text.</summary>
    /// <exception cref="TttException">The run has no whole checkpoint, or was trained on another text or tokenizer.</exception>
    public static Trainer Resume(string run, ITrainingData data, ITokenizer? tokenizer, Layers.LayerCatalogue? catalogue = null) =>
        Resume(run, data, tokenizer, config => new LanguageModel(config, 0, catalogue));

    /// <summary>Continues the latest checkpoint of a run whose model is built by the caller.</summary>
    /// <exception cref="TttException">The run has no whole checkpoint, or was trained on another text or tokenizer.</exception>
    public static Trainer Resume(string run, ITrainingData data, ITokenizer? tokenizer, Func<ModelConfig, LanguageModel> build)
    {
        var folder = CheckpointFolder.Resolve(run);
        Checksums.Verify(folder);
        var state = TrainingStateJson.Load(Path.Combine(folder, CheckpointFolder.Training));
        if (state.Tokenizer != (tokenizer?.Name ?? ""))
            throw new TttException($"{folder}: the run uses the tokenizer '{state.Tokenizer}', not '{tokenizer?.Name}'");
        if (state.Corpus != data.Fingerprint)
            throw new TttException($"{folder}: the run was trained on another text; continue it with the same file");
        var history = LossHistory.Load(Path.Combine(folder, CheckpointFolder.History));
        var trainer = new Trainer(CheckpointFolder.LoadModel(folder, build), data, tokenizer, state.Options, state.Step, history) { lastCheckpoint = folder };
        trainer.optimizer.Load(Path.Combine(folder, CheckpointFolder.Optimizer));
        trainer.states.Load(folder, trainer.Model);
        return trainer;
    }

    public LanguageModel Model { get; }

    /// <summary>Null: the data are no text.</summary>
    public ITokenizer? Tokenizer { get; }

    public TrainingOptions Options { get; }

    /// <summary>The updates made, those before a resumption included.</summary>
    public LossHistory History => history;

    /// <summary>Updates made.</summary>
    public int Step { get; private set; }

    /// <summary>Trains to the last step, or until cancelled.</summary>
    /// <param name="run">Folder for checkpoints; null: none are written.</param>
    /// <param name="progress">Called after every update, on the calling thread.</param>
    /// <param name="cancellation">Ends training after the current update, with a checkpoint.</param>
    /// <exception cref="TttException">The loss or gradient is no longer finite; the last checkpoint stays. Or another process trains in this folder.</exception>
    public TrainingResult Run(string? run = null, Action<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var own = run is null ? null : new RunLock(run);
        var clock = new Stopwatch();
        var (first, saved) = (Step, false);
        using var log = run is null ? null : new RunLog(run, history);
        Model.train();
        while (Step < Options.Steps && !cancellation.IsCancellationRequested)
        {
            clock.Start();
            var (loss, norm) = Update();
            clock.Stop();
            var last = Step == Options.Steps;
            var evaluate = last || (Options.EvaluationInterval > 0 && Step % Options.EvaluationInterval == 0);
            var point = new LossPoint(Step, loss, schedule.At(Step - 1), norm, evaluate ? HeldOutLoss() : null);
            history.Add(point);
            log?.Add(point);
            saved = last || (Options.CheckpointInterval > 0 && Step % Options.CheckpointInterval == 0);
            if (run is not null && saved)
                lastCheckpoint = Save(run);
            var perStep = clock.Elapsed / (Step - first);
            progress?.Invoke(new(point, Options.Steps, Options.UpdateRows * Options.ContextLength / perStep.TotalSeconds, perStep * (Options.Steps - Step)));
        }
        var cancelled = Step < Options.Steps;
        if (run is not null && cancelled && !saved)
            lastCheckpoint = Save(run);
        Model.eval();
        return new(Step, cancelled, lastCheckpoint, history);
    }

    /// <summary>Writes a checkpoint now.</summary>
    public string Save(string run) => CheckpointFolder.Write(run, Step, folder =>
    {
        AtomicFile.WriteText(Path.Combine(folder, CheckpointFolder.Config), ModelConfigJson.Write(Model.Config));
        Tokenizer?.File?.Save(folder);
        ModelWeights.Save(Model, Path.Combine(folder, CheckpointFolder.Model));
        optimizer.Save(Path.Combine(folder, CheckpointFolder.Optimizer));
        states.Save(folder);
        AtomicFile.WriteText(Path.Combine(folder, CheckpointFolder.History), history.ToJsonLines());
        AtomicFile.WriteText(Path.Combine(folder, CheckpointFolder.Training), new TrainingStateJson(Step, Tokenizer?.Name ?? "", data.Fingerprint, Options).Write());
    });

    /// <summary>Frees the optimizer's state and where rows stand; the model is the caller's.</summary>
    public void Dispose()
    {
        optimizer.Dispose();
        states.Dispose();
    }

    (double Loss, double GradientNorm) Update()
    {
        var batch = batches.Batch(Step);
        if (batch.Counted == 0)
            throw new TttException($"the batch of step {Step + 1} asks for nothing: its documents have one token each");
        using var warmth = InnerRate.Scaled(Model, Options.InnerRateAt(Step));
        using var reached = new CarriedStates();
        var value = Gradients(batch, reached);
        var norm = optimizer.Clip();
        if (!double.IsFinite(norm))
            // clipping has spread the fault to all of them
            Gradients(batch, reached);
        RequireFinite(norm, "gradient norm", () => NonFiniteSearch.InGradients(Model));
        optimizer.Step(schedule.At(Step));
        states.MoveOn(reached);
        Step++;
        return (value, norm);
    }

    // The loss of the batch; its gradients are those of the model's parameters.
    double Gradients(SequenceBatch batch, CarriedStates reached)
    {
        Model.zero_grad();
        var value = 0.0;
        for (var first = 0; first < batch.Rows; first += Options.BatchSize)
            foreach (var (rows, state) in states.Groups(batch, first, Options.BatchSize))
                using (state)
                    value += Accumulate(rows.Length == batch.Rows ? batch : batch.Select(rows), state, batch.Counted, next => reached.Keep(rows, next));
        return value;
    }

    // A part of the batch weighs as many tokens as it predicts: the sum is the gradient of the whole batch.
    double Accumulate(SequenceBatch part, ModelState? state, long counted, Action<ModelState> keep)
    {
        using var scope = torch.NewDisposeScope();
        var (mean, next) = part.Continues is null ? (Model.Loss(part), null) : Model.Loss(part, state);
        using (next)
        {
            if (next is not null)
                keep(next);
            if (part.Counted == 0)
                return 0;
            var loss = part.Counted == counted ? mean : mean * (part.Counted / (double)counted);
            var value = loss.to(torch.ScalarType.Float64).item<double>();
            RequireFinite(value, "loss", () => NonFiniteSearch.InOutputs(Model, part, state));
            loss.backward();
            return value;
        }
    }

    void RequireFinite(double value, string what, Func<string> where)
    {
        if (double.IsFinite(value))
            return;
        var kept = lastCheckpoint is null ? "no checkpoint was written yet" : $"the last good checkpoint is {lastCheckpoint}";
        throw new TttException(FormattableString.Invariant($"the {what} became {value} at step {Step + 1}: {where()}; {kept}"));
    }

    double? HeldOutLoss()
    {
        var loss = data.HeldOutLoss(Model, Options);
        Model.train();
        return loss;
    }
}
