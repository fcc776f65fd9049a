using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Runs the forward kernel over a block.</summary>
static class KernelForward
{
    internal static void Run(KernelCall call, KernelPool pool, ForwardTensors tensors)
    {
        KernelMemory[] outputs = [.. new[] { tensors.Output }.Concat(tensors.Tape).Select(KernelMemory.Of)];
        var (first, last, kept) = (Memory(tensors.State, call.Memory), Memory(tensors.Next, KernelMemory.Of), Memory(tensors.States, KernelMemory.Of));
        var (keep, group, before) = (tensors.Keep, tensors.Group, call.Kernels.Reversed is null);

        call.ForUnits(pool, KernelKind.Forward, (kernel, unit) =>
        {
            Span<Ptr> inputs = stackalloc Ptr[call.InputCount(first.Length)];
            Span<Ptr> results = stackalloc Ptr[1 + call.Kernels.Tape.Count];
            Span<Ptr> carried = stackalloc Ptr[first.Length];
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

        KernelMemory[] Memory(Tensor[] of, Func<Tensor, KernelMemory> memory) => [.. of.Select(memory)];
    }

    static void At(KernelMemory[] memory, Span<Ptr> places, int unit, long piece = 0)
    {
        for (var i = 0; i < memory.Length; i++) places[i] = memory[i].At(unit, (nint)piece);
    }
}
