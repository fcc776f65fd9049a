using System.Collections.Concurrent;
using Ttt.Cuda;

namespace Ttt.Layers;

/// <summary>Runs kernels on a graphics processor: one launch for a block of mini-batches, its gradients, or a token, with a block of threads for every head of every sequence.</summary>
/// <param name="program">The layer's programs.</param>
/// <param name="machine">The processor.</param>
/// <param name="device">Where its tensors are.</param>
/// <param name="precision">What operands of products keep.</param>
sealed class CudaEngine(ScanProgram program, DeviceMachine machine, torch.Device device, ProductPrecision precision) : KernelEngine
{
    readonly ConcurrentDictionary<Which, Compiled> _codes = new();

    internal override void Forward(KernelCall call, ForwardTensors tensors)
    {
        var (kernels, states) = (call.Kernels, tensors.State.Length);
        KernelMemory[] memory =
        [
            .. call.SlowMemory, .. call.RowMemory, .. tensors.State.Select(call.Memory), KernelMemory.Of(tensors.Output), .. Kept(tensors.Tape, kernels.Tape.Count),
            .. tensors.Next.Select(KernelMemory.Of), .. Kept(tensors.States, states),
        ];
        var counts = $"{call.SlowMemory.Count}, {call.RowCount}, {states}, {kernels.Tape.Count}, {(kernels.Reversed is null ? "false" : "true")}";
        Launch(call, [KernelKind.Forward], $"ForwardScan<Forward, {counts}>", tensors.Group, 0, memory);

        // A pass that keeps nothing has no places for what is kept.
        IEnumerable<KernelMemory> Kept(Tensor[] kept, int count) => tensors.Keep ? kept.Select(KernelMemory.Of) : Enumerable.Repeat(default(KernelMemory), count);
    }

    internal override void Backward(KernelCall call, BackwardTensors tensors)
    {
        var (kernels, states) = (call.Kernels, tensors.DAfter.Length);
        var kept = kernels.Reversed is { } reversed ? [.. reversed.Select(i => tensors.States[i])] : tensors.States;
        KernelMemory[] memory =
        [
            .. call.SlowMemory, .. call.RowMemory, .. tensors.Tape.Select(call.Memory), call.Memory(tensors.DOutput), .. tensors.DRows.Select(KernelMemory.Of), .. tensors.DAfter.Select(call.Memory),
            .. tensors.DBefore.Select(KernelMemory.Of), .. tensors.DSlow.Select(KernelMemory.Of), .. kept.Select(call.Memory),
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
        var code = _codes.GetOrAdd(new(run.Kind, 1, run.Capacity),
            static (which, own) => own.Self.Code(which, [which.Kind], $"Once<{which.Kind}, {own.Run.Slow.Length}, {own.Run.Token.Length + own.Run.State.Length}, {own.Run.Outputs.Length}>", null, own.Memories),
            (Self: this, Run: run, Memories: memory.Length));
        Launch(code, 0, run.Units, new DeviceCall { Rows = 1, Keys = run.Keys, Most = run.Capacity, Heads = run.Heads, Memory = Device(memory) });
    }

    void Launch(KernelCall call, KernelKind[] kinds, string scan, long group, int more, KernelMemory[] memory)
    {
        var (rows, keys) = ((int)call.Length, (int)call.Keys);
        var code = _codes.GetOrAdd(new(kinds[0], rows, keys), which => Code(which, kinds, scan, keys, memory.Length));
        Launch(code, more, call.Units, new DeviceCall
        {
            Rows = rows,
            Keys = keys,
            Most = keys,
            Heads = (int)call.Heads,
            MiniBatches = (int)call.MiniBatches,
            Group = (int)group,
            Memory = Device(memory),
        });
    }

    void Launch(Compiled compiled, int more, int units, DeviceCall call)
    {
        var scratch = compiled.Scratch + more;
        using var memory = scratch == 0 ? null : torch.empty([1, 1, (long)units * scratch, 1], dtype: torch.ScalarType.Float32, device: device);
        if (memory is not null && KernelMemory.IsPoisoned) memory.fill_(float.NaN);
        machine.Launch(compiled.Code, call with { SharedFloats = compiled.Shared, ScratchFloats = scratch, Scratch = memory is null ? 0 : KernelMemory.Of(memory).Address }, units);
    }

    Compiled Code(Which which, KernelKind[] kinds, string scan, int? keys, int memories)
    {
        CudaKernel[] kernels = [.. kinds.Select(kind => program.Cuda(kind, which.Rows, which.Keys) ?? throw new InvalidOperationException($"{program.GetType().Name} has no {kind} kernel in CUDA."))];
        var (shared, scratch) = machine.Plan(kernels.SelectMany(kernel => kernel.Buffers), kernels.SelectMany(kernel => kernel.Fetched));
        return new(new DeviceCode([.. kernels.Select(kernel => kernel.Text)], scan, kernels[0].Sizes, which.Rows, keys, memories, shared, machine.Blocks(shared), precision), shared, scratch);
    }

    static DeviceMemory[] Device(KernelMemory[] memory) => [.. memory.Select(place => place.ForDevice)];

    readonly record struct Which(KernelKind Kind, int Rows, int Keys);

    /// <summary>What a launch runs, and the floats of a block's memory.</summary>
    sealed record Compiled(DeviceCode Code, int Shared, int Scratch);
}
