namespace Ttt.Models;

/// <summary>Batches of a task: sequence r of batch n depends on the seed and on n and r alone.</summary>
sealed class TaskBatches(ISyntheticTask task, int rows, long seed, long purpose) : IBatchSource
{
    public const long Training = 0x7461736b, HeldOut = 0x6173_6b65;

    public TokenBatch Batch(long index)
    {
        var (inputs, targets) = (new long[rows * task.Length], new long[rows * task.Length]);
        for (var row = 0; row < rows; row++)
        {
            var range = (row * task.Length)..((row + 1) * task.Length);
            task.Write(RandomStream.For(seed, purpose, index * rows + row), inputs.AsSpan(range), targets.AsSpan(range));
        }
        return new(rows, inputs, targets);
    }
}
