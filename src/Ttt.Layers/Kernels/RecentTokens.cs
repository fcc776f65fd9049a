namespace Ttt.Layers;

/// <summary>Runs the kernels of one token that have the tokens since the boundary as rows, over the heads of a batch.</summary>
sealed class RecentTokens(TokenKernels kernels, StateLayout layout, KernelEngine engine)
{
    /// <summary>Rows up to which reading them is cheaper than reading their sums.</summary>
    internal const int Capacity = 64;

    readonly bool[] _isRecent = [.. layout.Slots.Select((_, i) => kernels.Recent.Any(sum => sum.Slot == i))];

    /// <summary>The sums that are rows here.</summary>
    internal IReadOnlyList<RecentSum> Sums => kernels.Recent;

    /// <summary>One token. Its output [B,H,1,Dv] and the state after it; tensors that did not change are those that came in, sums that are rows are null.</summary>
    /// <param name="row">The token's tensors; all but τ [B,H,1,·].</param>
    /// <param name="state">The state by slots; null where a sum is rows.</param>
    /// <param name="slow">The slow parameters.</param>
    /// <param name="recent">The rows before the token.</param>
    /// <param name="capacity">Tokens of a mini-batch; the token may end it.</param>
    /// <returns>Null where the kernels cannot run.</returns>
    internal (Tensor Output, Tensor?[] State, RecentRows Recent)? TryRun(Tensor[] row, Tensor?[] state, Tensor[] slow, RecentRows recent, int capacity)
        => engine.Or<(Tensor, Tensor?[], RecentRows)?>(() => Run(row, state, slow, recent, capacity), static () => null);

    (Tensor Output, Tensor?[] State, RecentRows Recent) Run(Tensor[] row, Tensor?[] state, Tensor[] slow, RecentRows recent, int capacity)
    {
        using var scope = torch.NewDisposeScope();
        var (batch, heads) = (row[0].size(0), row[0].size(1));
        var output = torch.empty(batch, heads, 1, kernels.OutputColumns, dtype: torch.float32, device: row[0].device);
        var next = (Tensor?[])state.Clone();
        for (var i = layout.Weights; i < next.Length; i++)
            if (state[i] is { } old) next[i] = torch.empty(old.shape, dtype: torch.float32, device: old.device);
        var extended = recent.Extended();
        var call = new Call(kernels, engine, row, slow, (int)heads, (int)(batch * heads), capacity);
        call.Decode(state, output, next.AsSpan(layout.Weights), extended);
        if (extended.Count == capacity) (next, extended) = Cross(call, next, extended, batch, heads, capacity);
        foreach (var tensor in next) tensor?.MoveToOuterDisposeScope();
        return (output.MoveToOuterDisposeScope(), next, extended);
    }

    (Tensor?[] State, RecentRows Recent) Cross(Call call, Tensor?[] state, RecentRows recent, long batch, long heads, int capacity)
    {
        var next = new Tensor?[state.Length];
        for (var i = 0; i < next.Length; i++)
            if (i < layout.AtBoundary) next[i] = torch.empty(state[i]!.shape, dtype: torch.float32, device: state[i]!.device);
            else if (!_isRecent[i]) next[i] = StateLayout.Neutral(layout.Slots[i], state[i]!);
        call.Boundary(state, next.AsSpan(0, layout.AtBoundary), recent);
        recent.Dispose();
        return (next, RecentRows.Empty(kernels.Recent, batch, heads, capacity, state[0]!.device));
    }

    /// <summary>What both kernels read.</summary>
    sealed class Call(TokenKernels kernels, KernelEngine engine, Tensor[] row, Tensor[] slow, int heads, int units, int capacity)
    {
        readonly KernelMemory[] _row = [.. row.Select(KernelMemory.OfToken)];
        readonly KernelMemory[] _slow = [.. slow.Select((tensor, i) => KernelMemory.OfSlow(tensor, heads, tensor.numel() != kernels.SlowSizes[i]))];

        internal void Decode(Tensor?[] state, Tensor output, ReadOnlySpan<Tensor?> changed, RecentRows extended)
        {
            KernelMemory[] to = [KernelMemory.Of(output), .. Memory(changed), .. extended.Rows.Select(rows => KernelMemory.Of(rows).Row(extended.Count - 1))];
            Run(KernelKind.RecentDecode, Inputs(state, extended), to, extended.Count - 1);
        }

        internal void Boundary(Tensor?[] state, ReadOnlySpan<Tensor?> next, RecentRows recent)
            => Run(KernelKind.RecentBoundary, Inputs(state, recent), Memory(next), recent.Count);

        static KernelMemory[] Inputs(Tensor?[] state, RecentRows recent) => [.. Memory(state), .. recent.Rows.Select(KernelMemory.Of)];

        static KernelMemory[] Memory(ReadOnlySpan<Tensor?> tensors)
        {
            var memory = new KernelMemory[tensors.Length];
            for (var i = 0; i < memory.Length; i++) memory[i] = tensors[i] is { } tensor ? KernelMemory.Of(tensor) : default;
            return memory;
        }

        void Run(KernelKind kind, KernelMemory[] from, KernelMemory[] to, int keys)
            => engine.Run(new TokenRun(kind, capacity, keys, units, heads, _row, from, to, _slow), units * kernels.Recent.Sum(sum => (long)sum.Left * sum.Right));
    }
}
