using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Sequences for one update: what is read of each, and what is asked. Rows are equally long.</summary>
public abstract class SequenceBatch
{
    /// <summary>Rows, B.</summary>
    public abstract int Rows { get; }

    /// <summary>Tokens of a row, T.</summary>
    public abstract int Length { get; }

    /// <summary>Answers that count.</summary>
    public abstract long Counted { get; }

    /// <summary>Several documents in a row, each read as if it were alone; null: every row is one.</summary>
    public PackedDocuments? Documents { get; private protected init; }

    /// <summary>Whether each row goes on where the same row of the batch before it ended; null: every row begins anew.</summary>
    public IReadOnlyList<bool>? Continues { get; init; }

    /// <summary>What a model reads: token ids [B,T], or mixtures of tokens [B,T,V].</summary>
    /// <param name="device">Where the model is; null: the CPU.</param>
    public abstract Tensor Input(torch.Device? device = null);

    /// <summary>Mean loss over the answers that count, of what a model says to <see cref="Input"/>.</summary>
    public abstract Tensor Loss(Tensor logits_BTV);

    /// <summary>The same of logits that need not be whole in memory.</summary>
    /// <param name="hidden_BTC">What the projection onto the vocabulary reads.</param>
    /// <param name="head_VC">Its weight.</param>
    public virtual Tensor Loss(Tensor hidden_BTC, Tensor head_VC)
    {
        using var logits_BTV = Autocast.Linear(hidden_BTC, head_VC);
        return Loss(logits_BTV);
    }

    /// <summary>Some of the rows, in the order given.</summary>
    public abstract SequenceBatch Select(IReadOnlyList<int> rows);
}
