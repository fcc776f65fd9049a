namespace Ttt.Layers;

/// <summary>What a forward pass over a block reads of the state and writes.</summary>
sealed class ForwardTensors
{
    readonly Tensor? _place;

    /// <param name="call">The call.</param>
    /// <param name="state">The state that the block starts from.</param>
    /// <param name="keep">Whether the tape, and the states of every group of mini-batches, are kept for backward.</param>
    /// <param name="output">Where outputs go, [B,H,N,b,Dv]; null: a tensor of their own.</param>
    internal ForwardTensors(KernelCall call, Tensor[] state, bool keep, Tensor? output)
    {
        (State, Keep, Group, _place) = (state, keep, call.Group(state), output);
        var groups = (call.MiniBatches + Group - 1) / Group;
        Output = output ?? call.EmptyRows(false, call.Kernels.OutputColumns);
        Next = [.. state.Select(tensor => call.Empty(tensor.shape))];
        Tape = keep ? [.. call.Kernels.Tape.Select(slot => call.EmptyRows(slot.Keys, slot.Columns))] : [];
        States = keep ? [.. state.Select(tensor => call.Empty(call.Batch, call.Heads, groups, tensor.size(2), tensor.size(3)))] : [];
    }

    internal Tensor[] State { get; }

    internal bool Keep { get; }

    /// <summary>Mini-batches of a group.</summary>
    internal long Group { get; }

    internal Tensor Output { get; }

    internal Tensor[] Next { get; }

    internal Tensor[] Tape { get; }

    /// <summary>The states before each group, or, where backward runs updates in reverse, after it.</summary>
    internal Tensor[] States { get; }

    /// <summary>The outputs, the state after the block, and what is kept, for the caller's scope; a place of the caller stays where it is.</summary>
    internal (Tensor Output, Tensor[] State, Tensor[] Kept) MoveOut()
    {
        TensorArrays.MoveOut([.. _place is null ? [Output] : Array.Empty<Tensor>(), .. Next, .. Tape, .. States]);
        return (Output, Next, [.. Tape, .. States]);
    }
}
