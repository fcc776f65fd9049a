namespace Ttt.Models;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Updates.</summary>
    public int Steps { get; init; } = 300;

    /// <summary>Windows in a batch.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Batches whose gradients are added up for one update, as if they were one large batch.</summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Windows of one update.</summary>
    public int UpdateRows => BatchSize * AccumulationSteps;

    // A step's tokens are indexed with 32 bits.
    const long MaximumTokens = int.MaxValue;

    /// <summary>Tokens of a window.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>In which order the windows of a text are trained on.</summary>
    public WindowOrder Order { get; init; }

    /// <summary>What every document of a text file but the last ends with; null: a file is one document. Documents are read as if each were alone.</summary>
    public string? DocumentSeparator { get; init; }

    /// <summary>Peak learning rate.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Learning rate of the last update.</summary>
    public double MinimumLearningRate { get; init; } = 1e-5;

    /// <summary>Updates of linear warm-up; null: a tenth of all.</summary>
    public int? WarmupSteps { get; init; }

    /// <summary>Updates over which the inner learning rate of test-time-training layers rises to its full value; 0: it has it from the start.</summary>
    public int InnerWarmupSteps { get; init; }

    /// <summary>What operands of products are rounded to, forward and backward; checkpoints are float32 either way.</summary>
    public Precision Precision { get; init; }

    public double Beta1 { get; init; } = 0.9;

    public double Beta2 { get; init; } = 0.95;

    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Decoupled weight decay, on every parameter as the published recipe has it.</summary>
    public double WeightDecay { get; init; } = 0.1;

    /// <summary>Largest global norm of the gradient; 0: no limit.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Decides the initial weights and all batches.</summary>
    public long Seed { get; init; }

    /// <summary>Updates between evaluations on the held-out text; 0: only after the last.</summary>
    public int EvaluationInterval { get; init; } = 50;

    /// <summary>Held-out tokens of an evaluation during training; 0: all.</summary>
    public int EvaluationTokens { get; init; } = 16384;

    /// <summary>Updates between checkpoints; 0: only after the last.</summary>
    public int CheckpointInterval { get; init; } = 100;

    /// <summary>The learning rate of every update.</summary>
    public LearningRateSchedule Schedule() => new(LearningRate, MinimumLearningRate, WarmupSteps ?? Steps / 10, Steps);

    /// <summary>What multiplies the inner learning rates in update <paramref name="step"/> (0-based): a straight line to 1.</summary>
    public double InnerRateAt(int step) => step < InnerWarmupSteps ? (step + 1) / (double)InnerWarmupSteps : 1;

    /// <summary>One line for every value that cannot work; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        void Require(bool condition, string key, string demand, IFormattable value)
        {
            if (!condition)
                faults.Add($"'{key}' must be {demand}, not {value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}");
        }
        Require(Steps >= 1, "steps", "at least 1", Steps);
        Require(BatchSize >= 1, "batch_size", "at least 1", BatchSize);
        Require(ContextLength >= 1, "context_length", "at least 1", ContextLength);
        Require(AccumulationSteps >= 1, "accumulation_steps", "at least 1", AccumulationSteps);
        Require((double)BatchSize * AccumulationSteps * ((double)ContextLength + 1) <= MaximumTokens, "batch_size", $"at most {MaximumTokens / (((long)ContextLength + 1) * Math.Max(1, AccumulationSteps))} at this context_length", BatchSize);
        if (DocumentSeparator is "")
            faults.Add("'document_separator' must not be empty; leave it out where a file is one document");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), "learning_rate", "a positive number", LearningRate);
        Require(MinimumLearningRate >= 0 && MinimumLearningRate <= LearningRate, "minimum_learning_rate", "between 0 and the learning rate", MinimumLearningRate);
        Require(WarmupSteps is null or >= 0, "warmup_steps", "0 or more", WarmupSteps ?? 0);
        Require(InnerWarmupSteps >= 0, "inner_warmup_steps", "0 or more", InnerWarmupSteps);
        Require(Beta1 is >= 0 and < 1, "beta1", "in [0, 1)", Beta1);
        Require(Beta2 is >= 0 and < 1, "beta2", "in [0, 1)", Beta2);
        Require(Epsilon > 0, "epsilon", "a positive number", Epsilon);
        Require(WeightDecay >= 0, "weight_decay", "0 or more", WeightDecay);
        Require(ClipNorm >= 0, "clip_norm", "0 or more", ClipNorm);
        Require(EvaluationInterval >= 0, "evaluation_interval", "0 or more", EvaluationInterval);
        Require(EvaluationTokens >= 0, "evaluation_tokens", "0 or more", EvaluationTokens);
        Require(CheckpointInterval >= 0, "checkpoint_interval", "0 or more", CheckpointInterval);
        return faults;
    }
}
