using Ttt.Cuda;

namespace Ttt.Layers;

/// <summary>Runs kernels on a graphics processor: one launch for a block of mini-batches, its gradients, or a token, with a block of threads for every head of every sequence.</summary>
/// <param name="program">The layer's programs.</param>
/// <param name="machine">The processor.</param>
/// <param name="device">Where its tensors are.</param>
sealed class CudaEngine(ScanProgram program, DeviceMachine machine, torch.Device device) : KernelEngine
{
    internal override void Forward(KernelCall call, ForwardTensors tensors)
    {
        var (kernels, states) = (call.Kernels, tensors.State.Length);
        KernelMemory[] memory =
        [
            .. call.SlowMemory, .. call.RowMemory, .. tensors.State.Select(call.Memory), call.Memory(tensors.Output), .. Kept(tensors.Tape, kernels.Tape.Count),
            .. tensors.Next.Select(call.Memory), .. Kept(tensors.States, states),
        ];
        var counts = $"{call.SlowMemory.Count}, {call.RowCount}, {states}, {kernels.Tape.Count}, {(kernels.Reversed is null ? "false" : "true")}";
        Launch(call, [KernelKind.Forward], $"ForwardScan<Forward, {counts}>", tensors.Group, 0, memory);

        // A pass that keeps nothing has no places for what is kept.
        IEnumerable<KernelMemory> Kept(Tensor[] kept, int count) => tensors.Keep ? kept.Select(call.Memory) : Enumerable.Repeat(default(KernelMemory), count);
    }

    internal override void Backward(KernelCall call, BackwardTensors tensors)
    {
        var (kernels, states) = (call.Kernels, tensors.DAfter.Length);
        var kept = kernels.Reversed is { } reversed ? [.. reversed.Select(i => tensors.States[i])] : tensors.States;
        KernelMemory[] memory =
        [
            .. call.SlowMemory, .. call.RowMemory, .. tensors.Tape.Select(call.Memory), call.Memory(tensors.DOutput), .. tensors.DRows.Select(call.Memory), .. tensors.DAfter.Select(call.Memory),
            .. tensors.DBefore.Select(call.Memory), .. tensors.DSlow.Select(call.Memory), .. kept.Select(call.Memory),
        ];
        var counts = $"{call.SlowMemory.Count}, {call.RowCount}, {states}, {kernels.Tape.Count}, {tensors.DSlow.Length}";
        if (kernels.Reversed is not null) Launch(call, [KernelKind.Backward], $"ReversedScan<Backward, {counts}, {kept.Length}>", tensors.Group, 0, memory);
        else
        {
            var numbers = tensors.DAfter.Sum(tensor => (int)(tensor.size(2) * tensor.size(3)));
            Launch(call, [KernelKind.Backward, KernelKind.States], $"RebuiltScan<Backward, States, {counts}>", tensors.Group, (int)tensors.Group * numbers, memory);
        }
    }

    internal override void Run(in TokenRun run, long numbers)
    {
        KernelMemory[] memory = [.. run.Slow, .. run.Token, .. run.State, .. run.Outputs];
        var kernel = Kernel(run.Kind, 1, run.Capacity);
        var scan = $"Once<{kernel.Name}, {run.Slow.Length}, {run.Token.Length + run.State.Length}, {run.Outputs.Length}>";
        var code = new DeviceCode([kernel.Text], scan, kernel.Sizes, 1, null, memory.Length);
        Launch(code, [kernel], 0, run.Units, new DeviceCall { Rows = 1, Keys = run.Keys, Most = run.Capacity, Heads = run.Heads, Memory = Device(memory) });
    }

    void Launch(KernelCall call, KernelKind[] kinds, string scan, long group, int more, KernelMemory[] memory)
    {
        var (rows, keys) = ((int)call.Length, (int)call.Keys);
        CudaKernel[] kernels = [.. kinds.Select(kind => Kernel(kind, rows, keys))];
        var code = new DeviceCode([.. kernels.Select(kernel => kernel.Text)], scan, kernels[0].Sizes, rows, keys, memory.Length);
        Launch(code, kernels, more, call.Units, new DeviceCall
        {
            Rows = rows, Keys = keys, Most = keys, Heads = (int)call.Heads, MiniBatches = (int)call.MiniBatches, Group = (int)group, Memory = Device(memory),
        });
    }

    void Launch(DeviceCode code, CudaKernel[] kernels, int more, int units, DeviceCall call)
    {
        var (shared, scratch) = machine.Plan(kernels.SelectMany(kernel => kernel.Buffers));
        scratch += more;
        using var memory = scratch == 0 ? null : torch.empty([1, 1, (long)units * scratch, 1], dtype: torch.ScalarType.Float32, device: device);
        if (memory is not null && KernelMemory.IsPoisoned) memory.fill_(float.NaN);
        machine.Launch(code, call with { SharedFloats = shared, ScratchFloats = scratch, Scratch = memory is null ? 0 : KernelMemory.Of(memory).Address }, units);
    }

    CudaKernel Kernel(KernelKind kind, int b, int e) => program.Cuda(kind, b, e) ?? throw new InvalidOperationException($"{program.GetType().Name} has no {kind} kernel in CUDA.");

    static DeviceMemory[] Device(KernelMemory[] memory) => [.. memory.Select(place => place.ForDevice)];
}
