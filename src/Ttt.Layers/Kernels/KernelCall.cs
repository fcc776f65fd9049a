using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>One call of the kernels on a block: its sizes, and its tensors as memory.</summary>
sealed class KernelCall
{
    // Rounding of updates that run in reverse stays below that of one mini-batch's products for this many.
    const long ReverseLimit = 1024;
    const long GroupLimit = 32;
    const long GroupNumbers = 1 << 19;

    readonly int? _group;
    readonly KernelMemory[] _rows;
    readonly KernelMemory[] _slow;
    readonly List<Tensor> _alive = [];

    internal KernelCall(BlockKernels kernels, ScanRows rows_BHNb, Tensor[] slow, int? group)
    {
        (Kernels, Rows, Slow, _group) = (kernels, rows_BHNb, slow, group);
        var query = rows_BHNb.Query;
        (Batch, Heads, MiniBatches, Length) = (query.size(0), query.size(1), query.size(2), query.size(3));
        Keys = rows_BHNb.Key.size(3);
        _rows = [.. TokenTensors.Of(rows_BHNb).Select(Memory)];
        _slow = [.. slow.Select((tensor, i) => KernelMemory.OfSlow(Alive(tensor.contiguous()), (int)Heads, IsPerHead(i)))];
    }

    internal BlockKernels Kernels { get; }

    internal ScanRows Rows { get; }

    internal Tensor[] Slow { get; }

    internal long Batch { get; }

    internal long Heads { get; }

    internal long MiniBatches { get; }

    internal long Length { get; }

    internal long Keys { get; }

    internal int Units => (int)(Batch * Heads);

    internal int RowCount => _rows.Length;

    internal IReadOnlyList<KernelMemory> RowMemory => _rows;

    internal IReadOnlyList<KernelMemory> SlowMemory => _slow;

    /// <summary>Where in a kernel's array of inputs the tape begins, given how many states there are.</summary>
    internal int TapeStart(int states) => _rows.Length + states;

    internal int InputCount(int states) => _rows.Length + states + Kernels.Tape.Count + 1;

    /// <summary>Mini-batches between two states that are kept.</summary>
    internal long Group(Tensor[] state)
    {
        if (_group is { } chosen) return Math.Min(chosen, MiniBatches);
        if (Kernels.Reversed is not null) return Math.Min(ReverseLimit, MiniBatches);
        var numbers = state.Sum(tensor => tensor.numel()) / Units;
        return Math.Min(Math.Clamp(GroupNumbers / Math.Max(1, numbers), 4, GroupLimit), MiniBatches);
    }

    internal bool IsPerHead(int slow) => Slow[slow].numel() != Kernels.SlowSizes[slow];

    /// <summary>What kernels read; a copy where it does not lie as they can read it.</summary>
    internal KernelMemory Memory(Tensor tensor) => KernelMemory.Of(Alive(KernelMemory.IsEven(tensor) ? tensor.alias() : tensor.contiguous()));

    internal torch.Device Device => Rows.Query.device;

    internal Tensor Empty(params long[] shape) => torch.empty(shape, dtype: torch.ScalarType.Float32, device: Device);

    internal Tensor EmptyRows(bool keys, long columns) => Empty(Batch, Heads, MiniBatches, keys ? Keys : Length, columns);

    internal void Prepare(Kernel kernel, int unit)
    {
        Span<Ptr> slow = stackalloc Ptr[_slow.Length];
        for (var i = 0; i < slow.Length; i++) slow[i] = _slow[i].At(unit % (int)Heads);
        kernel.Prepare(slow);
    }

    internal void SetRows(Span<Ptr> inputs, int unit, long miniBatch)
    {
        for (var i = 0; i < _rows.Length; i++) inputs[i] = _rows[i].At(unit, (nint)miniBatch);
    }

    /// <summary>Has a kernel ask for the rows of the mini-batch that comes next, and for what else that one reads or writes.</summary>
    internal void Expect(Kernel kernel, int unit, long next, params ReadOnlySpan<KernelMemory[]> others)
    {
        kernel.ExpectNothing();
        if (next < 0 || next >= MiniBatches) return;
        foreach (var row in _rows) row.Expect(kernel, unit, (nint)next);
        foreach (var memories in others)
            foreach (var memory in memories) memory.Expect(kernel, unit, (nint)next);
    }

    /// <summary>Every unit once, each on one thread with one rented kernel.</summary>
    internal void ForUnits(KernelPool pool, KernelKind kind, Action<Kernel, int> body)
        => Workers.For(Units, Math.Max(1, torch.get_num_threads()), (_, unit) =>
        {
            var kernel = pool.Rent(kind, (int)Length, (int)Keys);
            body(kernel, unit);
            pool.Return(kind, (int)Length, (int)Keys, kernel);
        });

    // A copy lives as long as the call.
    Tensor Alive(Tensor tensor)
    {
        _alive.Add(tensor);
        return tensor;
    }
}
