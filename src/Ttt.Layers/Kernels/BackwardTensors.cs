namespace Ttt.Layers;

/// <summary>What a backward pass over a block reads of what forward kept, and writes.</summary>
sealed class BackwardTensors
{
    readonly KernelCall _call;
    readonly Tensor?[] _places;

    /// <param name="call">The call.</param>
    /// <param name="kept">The tape, then the states.</param>
    /// <param name="dOutput">The cotangent of the output.</param>
    /// <param name="dState">The cotangents of the state after the block.</param>
    /// <param name="places">Where gradients of rows go, in the order of the rows' tensors; null: a tensor of their own.</param>
    internal BackwardTensors(KernelCall call, Tensor[] kept, Tensor dOutput, Tensor[] dState, Tensor?[]? places)
    {
        var tapes = call.Kernels.Tape.Count;
        (_call, _places, Tape, States, DOutput, DAfter, Group) = (call, places ?? [], kept[..tapes], kept[tapes..], dOutput, dState, call.Group(dState));
        DRows = [.. TokenTensors.Of(call.Rows).Select((row, i) => places?[i] ?? call.EmptyRows(row.size(3) == call.Keys && call.Keys != call.Length, row.size(4)))];
        DBefore = [.. dState.Select(tensor => call.Empty(tensor.shape))];
        DSlow = [.. call.Kernels.SlowGradients.Select(i => torch.zeros(call.Batch, call.Heads, call.Kernels.SlowSizes[i], 1, dtype: torch.ScalarType.Float32, device: call.Device))];
    }

    internal long Group { get; }

    internal Tensor[] Tape { get; }

    internal Tensor[] States { get; }

    internal Tensor DOutput { get; }

    internal Tensor[] DAfter { get; }

    internal Tensor[] DRows { get; }

    internal Tensor[] DBefore { get; }

    /// <summary>Sums of every head of every sequence for itself, so that the order of the sum is fixed.</summary>
    internal Tensor[] DSlow { get; }

    /// <summary>The gradients of the block, for the caller's scope; places of the caller stay where they are.</summary>
    internal ScanGradients MoveOut()
    {
        var rows = TokenTensors.With(_call.Rows, DRows);
        rows = rows with { Position = rows.Position.sum([0, 1], keepdim: true) };
        TensorArrays.MoveOut([.. TensorArrays.Without(TokenTensors.Of(rows), _places.OfType<Tensor>()), .. DBefore]);
        return new ScanGradients(rows, DBefore, Slow());
    }

    Tensor[] Slow()
    {
        var places = _call.Kernels.SlowGradients;
        return [.. _call.Slow.Select((parameter, i) => Enumerable.Range(0, places.Count).Where(p => places[p] == i).Select(p => (int?)p).FirstOrDefault() is { } place
            ? DSlow[place].sum(_call.IsPerHead(i) ? [0L] : [0L, 1L]).reshape(parameter.shape).MoveToOuterDisposeScope()
            : torch.zeros_like(parameter).MoveToOuterDisposeScope())];
    }
}
