namespace Ttt.Models;

/// <summary>Measures how well a model does a task, on sequences that no training sees.</summary>
public static class TaskEvaluator
{
    const int Rows = 32;

    /// <param name="model">The model; it needs as many token ids as the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="sequences">Sequences to answer.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public static TaskScore Evaluate(LanguageModel model, ISyntheticTask task, int sequences, CancellationToken cancellation = default)
    {
        using var noGradient = torch.no_grad();
        model.eval();
        var source = new TaskBatches(task, Rows, 0, TaskBatches.HeldOut);
        var (asked, loss, scores) = (0L, 0.0, new List<SequenceScore>());
        for (var index = 0; index * Rows < sequences; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var all = source.Batch(index);
            var batch = sequences - index * Rows < Rows ? all.Select([.. Enumerable.Range(0, sequences - index * Rows)]) : all;
            var logits_BTV = model.call(batch.Input(model.Device));
            loss += batch.Loss(logits_BTV).to(torch.ScalarType.Float64).item<double>() * batch.Counted;
            asked += batch.Counted;
            scores.AddRange(task.Score(batch, logits_BTV));
        }
        var mean = scores.Average(s => s.Share);
        var error = scores.Count < 2 ? double.NaN : Math.Sqrt(scores.Sum(s => (s.Share - mean) * (s.Share - mean)) / (scores.Count - 1) / scores.Count);
        return new(asked, loss / asked, mean, error, scores.Average(s => s.Guess), scores.Average(s => s.Best));
    }
}
