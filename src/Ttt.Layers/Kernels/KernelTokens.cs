namespace Ttt.Layers;

/// <summary>Runs the kernels of one token over the heads of a batch.</summary>
sealed class KernelTokens(TokenKernels kernels, KernelEngine engine)
{
    /// <summary>The output [B,H,1,Dv] and the state after the token but for the weights.</summary>
    internal (Tensor Output, Tensor[] Changed) Decode(ScanRows row_BH1, Tensor[] state, Tensor[] slow, int weights)
    {
        using var scope = torch.NewDisposeScope();
        var query = row_BH1.Query;
        var output = torch.empty([query.size(0), query.size(1), 1, kernels.OutputColumns], dtype: torch.float32, device: query.device);
        Tensor[] changed = [.. state[weights..].Select(Empty)];
        Run(KernelKind.Decode, (int)query.size(0), (int)query.size(1), (int)row_BH1.Key.size(2), [.. TokenTensors.Of(row_BH1), .. state], slow, [output, .. changed]);
        foreach (var tensor in changed) tensor.MoveToOuterDisposeScope();
        return (output.MoveToOuterDisposeScope(), changed);
    }

    /// <summary>The state past a boundary; τ is [1,1,1,1].</summary>
    internal Tensor[] Boundary(Tensor position, Tensor[] state, Tensor[] slow, int atBoundary)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] next = [.. state[..atBoundary].Select(Empty)];
        // The kernel reads nothing of a token's rows but τ.
        Tensor?[] rows = [.. Enumerable.Repeat<Tensor?>(null, kernels.PositionPlace), position, .. Enumerable.Repeat<Tensor?>(null, kernels.RowCount - kernels.PositionPlace - 1)];
        Run(KernelKind.Boundary, (int)state[0].size(0), (int)state[0].size(1), 1, [.. rows, .. state], slow, next);
        return TensorArrays.MoveOut(next);
    }

    void Run(KernelKind kind, int batch, int heads, int keys, Tensor?[] inputs, Tensor[] slow, Tensor[] outputs)
    {
        Tensor?[] alive = [.. inputs.Select(tensor => tensor?.contiguous())];
        Tensor[] slowAlive = [.. slow.Select(tensor => tensor.contiguous())];
        KernelMemory[] read = [.. alive.Select(tensor => tensor is null ? default : KernelMemory.Of(tensor))];
        KernelMemory[] parameters = [.. slowAlive.Select((tensor, i) => KernelMemory.OfSlow(tensor, heads, tensor.numel() != kernels.SlowSizes[i]))];
        engine.Run(new TokenRun(kind, keys, keys, batch * heads, heads, read, [], [.. outputs.Select(KernelMemory.Of)], parameters), alive.Sum(tensor => tensor?.numel() ?? 0));
        GC.KeepAlive(alive);
        GC.KeepAlive(slowAlive);
    }

    static Tensor Empty(Tensor like) => torch.empty(like.shape, dtype: torch.float32, device: like.device);
}
