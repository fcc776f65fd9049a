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

    public void Dispose()
    {
        foreach (var block in Blocks)
            block.Dispose();
    }
}
