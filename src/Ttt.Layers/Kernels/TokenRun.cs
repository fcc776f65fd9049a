using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>One run of a kernel of one token over the heads of a batch: what it reads and where it writes.</summary>
/// <param name="Kind">Which kernel.</param>
/// <param name="Capacity">The key rows that it is made for.</param>
/// <param name="Keys">The key rows that there are.</param>
/// <param name="Units">Heads of all sequences.</param>
/// <param name="Heads">Heads of a sequence.</param>
/// <param name="Token">What the token brings.</param>
/// <param name="State">The rest of its inputs.</param>
/// <param name="Outputs">Where it writes.</param>
/// <param name="Slow">The slow parameters.</param>
readonly record struct TokenRun(KernelKind Kind, int Capacity, int Keys, int Units, int Heads, KernelMemory[] Token, KernelMemory[] State, KernelMemory[] Outputs, KernelMemory[] Slow)
{
    // Numbers below which handing over to a thread costs more than it saves.
    const long ThreadNumbers = 1 << 18;

    /// <summary>Runs it; <paramref name="numbers"/> says how much it works on. On one thread nothing is allocated.</summary>
    internal void Run(KernelPool pool, long numbers)
    {
        var threads = numbers < ThreadNumbers ? 1 : Math.Min(Units, torch.get_num_threads());
        if (threads > 1)
        {
            Spread(this, pool, threads);
            return;
        }
        var kernel = pool.Rent(Kind, 1, Capacity);
        for (var unit = 0; unit < Units; unit++) RunUnit(kernel, unit);
        pool.Return(Kind, 1, Capacity, kernel);
    }

    static void Spread(TokenRun run, KernelPool pool, int threads) => Workers.For(run.Units, threads, (_, unit) =>
    {
        var kernel = pool.Rent(run.Kind, 1, run.Capacity);
        run.RunUnit(kernel, unit);
        pool.Return(run.Kind, 1, run.Capacity, kernel);
    });

    void RunUnit(Kernel kernel, int unit)
    {
        Span<Ptr> inputs = stackalloc Ptr[Token.Length + State.Length];
        Span<Ptr> outputs = stackalloc Ptr[Outputs.Length];
        Span<Ptr> slow = stackalloc Ptr[Slow.Length];
        At(Token, inputs, unit);
        At(State, inputs[Token.Length..], unit);
        At(Outputs, outputs, unit);
        At(Slow, slow, unit % Heads);
        kernel.Resize(Keys);
        kernel.Prepare(slow);
        kernel.Run(inputs, outputs);
    }

    static void At(KernelMemory[] memory, Span<Ptr> places, int unit)
    {
        for (var i = 0; i < memory.Length; i++) places[i] = memory[i].At(unit);
    }
}
