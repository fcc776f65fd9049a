namespace Ttt.Models;

/// <summary>Where the batches of a run come from. A batch depends on its index alone, so that a run resumes exactly by its step number.</summary>
public interface IBatchSource
{
    /// <summary>The batch of update <paramref name="index"/>, from 0.</summary>
    SequenceBatch Batch(long index);
}
