namespace Ttt.Layers;

/// <summary>Takes sequences out of a batch.</summary>
static class Sequences
{
    /// <summary>Some entries of the first axis, in the order given, as a copy.</summary>
    /// <exception cref="ArgumentException">None is given, or a place outside the batch.</exception>
    internal static Tensor Of(Tensor batch, long[] sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Length == 0 || sequences.Any(place => place < 0 || place >= batch.size(0)))
            throw new ArgumentException($"Of a batch of {batch.size(0)} sequences some from 0 to {batch.size(0) - 1} can be taken, not [{string.Join(",", sequences)}].", nameof(sequences));
        return batch.index_select(0, torch.tensor(sequences, device: batch.device));
    }
}
