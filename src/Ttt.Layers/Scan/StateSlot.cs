namespace Ttt.Layers;

/// <summary>What happens to a carried tensor at a boundary.</summary>
public enum SlotKind
{
    /// <summary>Weights: replaced at a boundary, started from the layer's initial weights.</summary>
    Weight,

    /// <summary>Kept across boundaries, zero at the start of a sequence: momentum buffers, moments.</summary>
    Kept,

    /// <summary>Zero after a boundary.</summary>
    Sum,

    /// <summary>One after a boundary.</summary>
    Product,
}

/// <summary>One tensor of a sequence's state, [B,H,Rows,Columns].</summary>
/// <param name="Name">Its name in states: that of the fast weight, with what it is of it ("W1.sums").</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
/// <param name="Kind">What happens to it at a boundary.</param>
public sealed record StateSlot(string Name, int Rows, int Columns, SlotKind Kind)
{
    /// <summary>A state at a boundary has it; the others restart there.</summary>
    public bool IsAtBoundary => Kind is SlotKind.Weight or SlotKind.Kept;
}
