namespace Ttt.Models;

/// <summary>Measures how well a model does a task, on sequences that no training sees.</summary>
public static class TaskEvaluator
{
    const int Rows = 32;

    /// <param name="model">The model; it needs as many token ids as the task.</param>
    /// <param name="task">The task.</param>
    /// <param name="sequences">Sequences to answer; whole batches of 32.</param>
    /// <param name="cancellation">Looked at before every batch.</param>
    public static TaskScore Evaluate(LanguageModel model, ISyntheticTask task, int sequences, CancellationToken cancellation = default)
    {
        using var noGradient = torch.no_grad();
        model.eval();
        var source = new TaskBatches(task, Rows, 0, TaskBatches.HeldOut);
        var (asked, loss, shares) = (0L, 0.0, new List<double>());
        for (var index = 0; index * Rows < sequences; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            var batch = source.Batch(index);
            var logits_BTV = model.call(torch.tensor(batch.Inputs, [Rows, batch.Length], dtype: torch.ScalarType.Int64));
            var answers = logits_BTV.argmax(-1).data<long>().ToArray();
            var losses = torch.nn.functional.cross_entropy(logits_BTV.view(-1, logits_BTV.shape[2]), torch.tensor(batch.Targets, dtype: torch.ScalarType.Int64), ignore_index: TokenBatch.Ignored);
            loss += losses.to(torch.ScalarType.Float64).item<double>() * batch.Counted;
            asked += batch.Counted;
            for (var row = 0; row < Rows; row++)
            {
                int[] counted = [.. Enumerable.Range(row * batch.Length, batch.Length).Where(i => batch.Targets[i] != TokenBatch.Ignored)];
                shares.Add(counted.Count(i => answers[i] == batch.Targets[i]) / (double)counted.Length);
            }
        }
        var mean = shares.Average();
        return new(asked, loss / asked, mean, Math.Sqrt(shares.Sum(s => (s - mean) * (s - mean)) / (shares.Count - 1) / shares.Count), task.Chance);
    }
}
