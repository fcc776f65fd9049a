using System.CommandLine;

namespace Ttt.Cli;

/// <summary>How to train, by options. What is not given stays as the configuration has it.</summary>
sealed class RecipeOptions
{
    readonly Option<int?> steps = Values.Integer("--steps", "updates [default: 300]");
    readonly Option<int?> batch = Values.Integer("--batch", "windows of a batch [default: 16]");
    readonly Option<int?> accumulation = Values.Integer("--accumulate", "batches whose gradients are added up for one update [default: 1]");
    readonly Option<int?> context = Values.Integer("--context", "tokens of a window, T [default: 256]");
    readonly Option<string?> order = Values.Choice("--order", "which windows of the text: anywhere at random; each once in an epoch, shuffled; or carried: every row reads on through its documents, with their state [default: random]", "random", "shuffled", "carried");
    readonly Option<string?> separator = Values.Text("--document-separator", "what documents in a file end with, \\n a line end; each is read as if alone [default: a file is one document]", "TEXT");
    readonly Option<double?> rate = Values.Number("--lr", "peak learning rate [default: 0.003]");
    readonly Option<double?> floor = Values.Number("--min-lr", "learning rate of the last update [default: 0.00001]");
    readonly Option<int?> warmup = Values.Integer("--warmup", "updates of linear warm-up [default: a tenth]");
    readonly Option<int?> innerWarmup = Values.Integer("--inner-warmup", "updates over which the inner learning rate rises to its full value [default: 0]");
    readonly Option<string?> precision = Precisions.Option();
    readonly Option<double?> decay = Values.Number("--weight-decay", "decoupled weight decay [default: 0.1]");
    readonly Option<double?> clip = Values.Number("--clip", "largest norm of the gradient, 0 for no limit [default: 1]");
    readonly Option<long?> seed = Values.Long("--seed", "decides the initial weights and all batches [default: 0]");
    readonly Option<int?> evaluateEvery = Values.Integer("--eval-every", "updates between measurements on the held-out text, 0 for none but the last [default: 50]");
    readonly Option<int?> evaluationTokens = Values.Integer("--eval-tokens", "held-out tokens of a measurement, 0 for all [default: 16384]");
    readonly Option<int?> checkpointEvery = Values.Integer("--checkpoint-every", "updates between checkpoints, 0 for none but the last [default: 100]");

    public IEnumerable<Option> All => [steps, batch, accumulation, context, order, separator, rate, floor, warmup, innerWarmup, precision, decay, clip, seed, evaluateEvery, evaluationTokens, checkpointEvery];

    /// <summary>The recipe with the options that were given.</summary>
    /// <exception cref="TttException">A value out of its range.</exception>
    public TrainingOptions Apply(ParseResult parsed, TrainingOptions options)
    {
        var peak = parsed.GetValue(rate) ?? options.LearningRate;
        options = options with
        {
            Steps = parsed.GetValue(steps) ?? options.Steps,
            BatchSize = parsed.GetValue(batch) ?? options.BatchSize,
            AccumulationSteps = parsed.GetValue(accumulation) ?? options.AccumulationSteps,
            ContextLength = parsed.GetValue(context) ?? options.ContextLength,
            Order = parsed.GetValue(order) is { } name ? Enum.Parse<WindowOrder>(name, ignoreCase: true) : options.Order,
            DocumentSeparator = parsed.GetValue(separator)?.Replace("\\n", "\n", StringComparison.Ordinal) ?? options.DocumentSeparator,
            LearningRate = peak,
            // a peak below the usual floor brings its own
            MinimumLearningRate = parsed.GetValue(floor) ?? (parsed.GetValue(rate) is null ? options.MinimumLearningRate : Math.Min(options.MinimumLearningRate, peak)),
            WarmupSteps = parsed.GetValue(warmup) ?? options.WarmupSteps,
            InnerWarmupSteps = parsed.GetValue(innerWarmup) ?? options.InnerWarmupSteps,
            Precision = Precisions.Given(parsed, precision) ?? options.Precision,
            WeightDecay = parsed.GetValue(decay) ?? options.WeightDecay,
            ClipNorm = parsed.GetValue(clip) ?? options.ClipNorm,
            Seed = parsed.GetValue(seed) ?? options.Seed,
            EvaluationInterval = parsed.GetValue(evaluateEvery) ?? options.EvaluationInterval,
            EvaluationTokens = parsed.GetValue(evaluationTokens) ?? options.EvaluationTokens,
            CheckpointInterval = parsed.GetValue(checkpointEvery) ?? options.CheckpointInterval,
        };
        var faults = options.Faults();
        return faults.Count == 0 ? options : throw new TttException(faults[0]);
    }
}
