namespace Ttt.Layers;

/// <summary>
/// The tensors of a state in their order: weights, what is kept across boundaries, what restarts at each. At a boundary a state is the first two groups alone.
/// </summary>
sealed class StateLayout(IReadOnlyList<StateSlot> slots)
{
    internal IReadOnlyList<StateSlot> Slots { get; } = slots;

    internal int Weights { get; } = slots.Count(slot => slot.Kind == SlotKind.Weight);

    /// <summary>The tensors of a state at a boundary.</summary>
    internal int AtBoundary { get; } = slots.Count(slot => slot.IsAtBoundary);

    internal int Count => Slots.Count;

    /// <summary>The state with what has accumulated since the boundary, which is nothing where it is at one.</summary>
    internal Tensor[] Whole(Tensor[] state, Tensor like)
        => state.Length == Count ? state : [.. state, .. Slots.Skip(state.Length).Select(slot => Neutral(slot, like))];

    /// <summary>Zeros, or ones for products, for one slot of a batch.</summary>
    internal static Tensor Neutral(StateSlot slot, Tensor like)
    {
        long[] shape = [like.size(0), like.size(1), slot.Rows, slot.Columns];
        return slot.Kind == SlotKind.Product ? torch.ones(shape, dtype: like.dtype, device: like.device) : torch.zeros(shape, dtype: like.dtype, device: like.device);
    }
}
