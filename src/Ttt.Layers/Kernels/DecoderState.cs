namespace Ttt.Layers;

/// <summary>The state of an <see cref="InnerDecoder"/>: two tensors for every slot, of which one is the state and the other is written next.</summary>
sealed class DecoderState : IDisposable
{
    readonly StateLayout _layout;
    readonly Tensor?[] _now, _next;
    readonly KernelMemory[] _nextMemory, _rowMemory;

    /// <param name="layout">The slots.</param>
    /// <param name="state">The state by slots, in memory that this takes over; null where a sum is rows.</param>
    /// <param name="rows">L and R of those sums, with room for a mini-batch; this takes them over.</param>
    /// <param name="count">Tokens since the boundary.</param>
    /// <param name="output">Where a token's step writes its output.</param>
    internal DecoderState(StateLayout layout, Tensor?[] state, Tensor[] rows, int count, Tensor output)
    {
        (_layout, _now, Rows, Count) = (layout, state, rows, count);
        _next = [.. state.Select(tensor => tensor is null ? null : torch.empty(tensor.shape, dtype: torch.float32, device: tensor.device))];
        foreach (var tensor in Tensors) tensor.DetachFromDisposeScope();
        _rowMemory = [.. rows.Select(KernelMemory.Of)];
        _nextMemory = [.. _next.Select(Memory)];
        Inputs = [.. _now.Select(Memory), .. _rowMemory];
        Decoded = new KernelMemory[1 + _now.Length - layout.Weights + rows.Length];
        Decoded[0] = KernelMemory.Of(output);
        Crossed = new KernelMemory[layout.AtBoundary];
        Aim();
    }

    internal bool UsesRows => Rows.Length > 0;

    internal Tensor[] Rows { get; }

    internal IReadOnlyList<Tensor?> Slots => _now;

    /// <summary>Tokens since the boundary.</summary>
    internal int Count { get; private set; }

    /// <summary>What kernels read: the state by slots, then the rows.</summary>
    internal KernelMemory[] Inputs { get; }

    /// <summary>Where a token's step writes: the output, what changes with every token, then a row behind the others.</summary>
    internal KernelMemory[] Decoded { get; }

    /// <summary>Where a boundary writes.</summary>
    internal KernelMemory[] Crossed { get; }

    IEnumerable<Tensor> Tensors => [.. _now.OfType<Tensor>(), .. _next.OfType<Tensor>(), .. Rows];

    /// <summary>A step has written.</summary>
    internal void Advance()
    {
        for (var i = _layout.Weights; i < _now.Length; i++) Swap(i);
        Count++;
        Aim();
    }

    /// <summary>A boundary has written.</summary>
    internal void Cross()
    {
        for (var i = 0; i < _layout.AtBoundary; i++) Swap(i);
        for (var i = _layout.AtBoundary; i < _now.Length; i++) _now[i]?.fill_(_layout.Slots[i].Kind == SlotKind.Product ? 1 : 0);
        Count = 0;
        Aim();
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors) tensor.Dispose();
    }

    void Swap(int slot)
    {
        (_now[slot], _next[slot]) = (_next[slot], _now[slot]);
        (Inputs[slot], _nextMemory[slot]) = (_nextMemory[slot], Inputs[slot]);
    }

    void Aim()
    {
        var changed = _nextMemory.AsSpan(_layout.Weights);
        changed.CopyTo(Decoded.AsSpan(1));
        for (var i = 0; i < Rows.Length; i++) Decoded[1 + changed.Length + i] = _rowMemory[i].Row(Count);
        _nextMemory.AsSpan(0, Crossed.Length).CopyTo(Crossed);
    }

    static KernelMemory Memory(Tensor? tensor) => tensor is null ? default : KernelMemory.Of(tensor);
}
