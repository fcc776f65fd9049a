namespace Ttt.Layers;

/// <summary>What a sequence layer remembers between calls: a value. Continuing from it never changes it. It owns its tensors until it is disposed.</summary>
public interface ISequenceState : IDisposable
{
    /// <summary>Tokens seen so far.</summary>
    long Position { get; }

    /// <summary>The tensors by name, the batch as their first axis.</summary>
    IReadOnlyDictionary<string, Tensor> Tensors { get; }

    /// <summary>A copy that shares nothing with this.</summary>
    ISequenceState Clone();

    /// <summary>The same values without the history of how they were computed.</summary>
    ISequenceState Detach();

    /// <summary>A copy of some sequences of the batch, in the order given; a sequence may be given more than once.</summary>
    /// <param name="sequences">Their places in the batch.</param>
    /// <exception cref="ArgumentException">None is given, or a place outside the batch.</exception>
    ISequenceState Select(params long[] sequences);

    /// <summary>The sequences of this state, then those of others, as one batch. Gradients flow through to all of them.</summary>
    /// <param name="others">States of the same layer at the same position.</param>
    /// <exception cref="ArgumentException">A state is of another layer, or stands elsewhere.</exception>
    ISequenceState Join(IReadOnlyList<ISequenceState> others);

    /// <summary>Writes the state to a file, which is either complete or not there.</summary>
    void Save(string path);

    /// <summary>Writes the state to a stream.</summary>
    void Save(Stream stream);
}
