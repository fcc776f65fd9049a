namespace Ttt.Layers;

/// <summary>A layer that mixes information along a sequence, [B,T,C] to [B,T,C]: a test-time-training layer, attention, a state-space layer.</summary>
/// <param name="name">The module's name.</param>
public abstract class SequenceMixer(string name) : torch.nn.Module<Tensor, Tensor>(name)
{
    /// <summary>
    /// Continues sequences: runs tokens after those that <paramref name="state"/> has seen. One call over all tokens gives the same outputs, state and gradients as
    /// any number of calls over parts.
    /// </summary>
    /// <param name="x_BTC">The tokens.</param>
    /// <param name="state">What an earlier call returned; null at the start of the sequences. It is not changed.</param>
    /// <returns>The outputs [B,T,C], and the state after the tokens, which belongs to the caller.</returns>
    /// <exception cref="ArgumentException">The input or the state does not fit the layer.</exception>
    public abstract (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state);

    /// <summary>No output depends on a later token.</summary>
    public virtual bool IsCausal => true;

    /// <summary>Runs several documents packed into every row as if each were alone: weights, convolutions and positions start anew with every document.</summary>
    /// <param name="x_BTC">The tokens.</param>
    /// <param name="documents">Where the documents are.</param>
    /// <returns>The outputs [B,T,C], where their tokens are.</returns>
    /// <exception cref="ArgumentException">The documents do not fill the input, or the input does not fit the layer.</exception>
    public Tensor forward(Tensor x_BTC, PackedDocuments documents)
    {
        ArgumentNullException.ThrowIfNull(x_BTC);
        ArgumentNullException.ThrowIfNull(documents);
        return documents.Run(x_BTC, forward, IsCausal);
    }

    /// <summary>Reads a state that this kind of layer saved, onto the device of the layer.</summary>
    /// <exception cref="InvalidDataException">The stream does not hold such a state, or not a whole one.</exception>
    public abstract ISequenceState LoadState(Stream stream);
}
