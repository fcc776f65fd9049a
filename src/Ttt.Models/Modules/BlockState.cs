using Ttt.Layers;

namespace Ttt.Models;

/// <summary>What one block remembers of a sequence: its mixer's state, and the last inputs of its pre-convolution where it has one. It owns its tensors until it is disposed.</summary>
public sealed class BlockState : IDisposable
{
    public BlockState(ISequenceState mixer, Tensor? convolutionTail) => (Mixer, ConvolutionTail) = (mixer, convolutionTail?.DetachFromDisposeScope());

    public ISequenceState Mixer { get; }

    /// <summary>[B,C,kernel], oldest first.</summary>
    public Tensor? ConvolutionTail { get; }

    public BlockState Clone()
    {
        using var scope = torch.NewDisposeScope();
        return new(Mixer.Clone(), ConvolutionTail?.detach().clone());
    }

    public BlockState Detach() => new(Mixer.Detach(), ConvolutionTail?.detach());

    /// <inheritdoc cref="ISequenceState.Select"/>
    public BlockState Select(params long[] sequences)
    {
        using var scope = torch.NewDisposeScope();
        return new(Mixer.Select(sequences), ConvolutionTail is { } tail ? Sequences.Of(tail, sequences) : null);
    }

    /// <inheritdoc cref="ISequenceState.Join"/>
    public BlockState Join(IReadOnlyList<BlockState> others)
    {
        using var scope = torch.NewDisposeScope();
        return new(Mixer.Join([.. others.Select(other => other.Mixer)]), ConvolutionTail is { } tail ? torch.cat([tail, .. others.Select(other => other.ConvolutionTail!)], 0) : null);
    }

    public void Dispose()
    {
        Mixer.Dispose();
        ConvolutionTail?.Dispose();
    }
}
