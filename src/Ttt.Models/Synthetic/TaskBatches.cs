namespace Ttt.Models;

/// <summary>Batches of a task: sequence r of batch n depends on the seed and on n and r alone.</summary>
sealed class TaskBatches(ISyntheticTask task, int rows, long seed, long purpose) : IBatchSource
{
    public const long Training = 0x7461736b, HeldOut = 0x6173_6b65;

    public SequenceBatch Batch(long index) => task.Batch([.. Enumerable.Range(0, rows).Select(row => RandomStream.For(seed, purpose, index * rows + row))]);
}
