namespace Ttt.Models;

/// <summary>Where a sequence stands in the whole model: a value that can be cloned, saved and continued from any number of times. It owns its tensors until it is disposed.</summary>
public sealed class ModelState(long position, IReadOnlyList<BlockState> blocks) : IDisposable
{
    /// <summary>Tokens read so far.</summary>
    public long Position { get; } = position;

    public IReadOnlyList<BlockState> Blocks { get; } = blocks;

    public ModelState Clone() => new(Position, [.. Blocks.Select(b => b.Clone())]);

    /// <summary>The same values without their history of gradients.</summary>
    public ModelState Detach() => new(Position, [.. Blocks.Select(b => b.Detach())]);

    /// <inheritdoc cref="Layers.ISequenceState.Select"/>
    public ModelState Select(params long[] sequences) => new(Position, [.. Blocks.Select(b => b.Select(sequences))]);

    /// <summary>Sequences of the batch.</summary>
    public long Sequences => Blocks[0].Mixer.Tensors.Values.First().size(0);

    /// <summary>The sequences of several states as one batch; they stand at the same position. Gradients flow through to all of them.</summary>
    /// <exception cref="ArgumentException">There is no state, or they do not stand at one position, or belong to different models.</exception>
    public static ModelState Join(IReadOnlyList<ModelState> states)
    {
        if (states.Count == 0 || states.Any(state => state.Position != states[0].Position || state.Blocks.Count != states[0].Blocks.Count))
            throw new ArgumentException($"Only states of one model at one position make a batch; these stand at [{string.Join(", ", states.Select(state => state.Position))}].", nameof(states));
        return new(states[0].Position, [.. states[0].Blocks.Select((block, i) => block.Join([.. states.Skip(1).Select(state => state.Blocks[i])]))]);
    }

    /// <summary>Every sequence of the batch as a state of its own.</summary>
    public IReadOnlyList<ModelState> Split() => [.. Enumerable.Range(0, (int)Sequences).Select(sequence => Select(sequence))];

    public void Dispose()
    {
        foreach (var block in Blocks)
            block.Dispose();
    }
}
