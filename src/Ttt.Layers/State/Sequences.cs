namespace Ttt.Layers;

/// <summary>Takes sequences out of a batch.</summary>
static class Sequences
{
    /// <summary>The tensors of several states, entry by entry along the first axis.</summary>
    /// <exception cref="ArgumentException">A state has other tensors, or stands at another position.</exception>
    internal static IEnumerable<KeyValuePair<string, Tensor>> Joined(ISequenceState first, IReadOnlyList<ISequenceState> others)
    {
        foreach (var other in others)
            if (other.Position != first.Position || other.Tensors.Count != first.Tensors.Count || first.Tensors.Any(entry => !other.Tensors.TryGetValue(entry.Key, out var own) || !own.shape.AsSpan(1).SequenceEqual(entry.Value.shape.AsSpan(1))))
                throw new ArgumentException($"Only states of one layer at one position make a batch; one stands at {first.Position} with {string.Join(", ", first.Tensors.Keys)}, another at {other.Position} with {string.Join(", ", other.Tensors.Keys)}.", nameof(others));
        return first.Tensors.Select(entry => KeyValuePair.Create(entry.Key, torch.cat([entry.Value, .. others.Select(other => other.Tensors[entry.Key])], 0)));
    }

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
