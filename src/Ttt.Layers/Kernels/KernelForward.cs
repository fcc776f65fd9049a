using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Runs the forward kernel over a block.</summary>
sealed class KernelForward(KernelCall call, KernelPool pool)
{
    /// <summary>The outputs, the state after the block, and, to keep for backward, the tape and the states of every group of mini-batches.</summary>
    internal (Tensor Output, Tensor[] State, Tensor[] Kept) Run(Tensor[] state, bool keep)
    {
        var group = call.Group(state);
        var groups = (call.MiniBatches + group - 1) / group;
        var output = call.EmptyRows(false, call.Kernels.OutputColumns);
        Tensor[] next = [.. state.Select(tensor => call.Empty(tensor.shape))];
        Tensor[] tape = keep ? [.. call.Kernels.Tape.Select(slot => call.EmptyRows(slot.Keys, slot.Columns))] : [];
        Tensor[] states = keep ? [.. state.Select(tensor => call.Empty(call.Batch, call.Heads, groups, tensor.size(2), tensor.size(3)))] : [];
        KernelMemory[] outputs = [call.Memory(output), .. tape.Select(call.Memory)];
        var (first, last, kept) = (Memory(state), Memory(next), Memory(states));
        var before = call.Kernels.Reversed is null;

        call.ForUnits(pool, KernelKind.Forward, (kernel, unit) =>
        {
            Span<Ptr> inputs = stackalloc Ptr[call.InputCount(state.Length)];
            Span<Ptr> results = stackalloc Ptr[1 + call.Kernels.Tape.Count];
            Span<Ptr> carried = stackalloc Ptr[state.Length];
            call.Prepare(kernel, unit);
            At(first, carried, unit);
            kernel.Begin(carried);
            for (var n = 0L; n < call.MiniBatches; n++)
            {
                if (keep && before && n % group == 0)
                {
                    At(kept, carried, unit, n / group);
                    kernel.End(carried);
                }
                call.SetRows(inputs, unit, n);
                for (var i = 0; i < outputs.Length; i++) results[i] = outputs[i].At(unit, (nint)n);
                call.Expect(kernel, unit, n + 1, outputs);
                kernel.Run(inputs, results);
                if (!keep || before || (n + 1) % group != 0 && n + 1 != call.MiniBatches) continue;
                At(kept, carried, unit, n / group);
                kernel.End(carried);
            }
            At(last, carried, unit);
            kernel.End(carried);
        });
        foreach (var tensor in (Tensor[])[output, .. next, .. tape, .. states]) tensor.MoveToOuterDisposeScope();
        return (output, next, [.. tape, .. states]);
    }

    KernelMemory[] Memory(Tensor[] tensors) => [.. tensors.Select(call.Memory)];

    static void At(KernelMemory[] memory, Span<Ptr> places, int unit, long piece = 0)
    {
        for (var i = 0; i < memory.Length; i++) places[i] = memory[i].At(unit, (nint)piece);
    }
}
