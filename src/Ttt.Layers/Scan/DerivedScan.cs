using System.Collections.Concurrent;
using Ttt.Cuda;

namespace Ttt.Layers;

/// <summary>The scan by the derived programs: fused kernels for whole mini-batches and tokens in float32, on the CPU or a graphics processor of CUDA, tensor operations for all else.</summary>
/// <param name="program">The derived programs.</param>
/// <param name="group">Mini-batches between two states that training keeps; null: chosen by the size of the state.</param>
public sealed class DerivedScan(ScanProgram program, int? group = null) : IScan
{
    const long GroupLimit = 32;
    const long StateNumbers = 8 << 20;

    // In place of a device's number.
    const int Host = -1;

    readonly FusedProgram? _fused = program.Kernels is null && program.Token is null ? null : new FusedProgram(program, group, new SimdEngine(program));

    readonly ConcurrentDictionary<(int Device, ProductPrecision Precision), FusedProgram?> _devices = new();
    DeviceMachine? _host;

    /// <summary>Which of the derived programs runs.</summary>
    public ScanForm Form { get; set; }

    /// <summary>What runs them. Kernels run only what they can: float32.</summary>
    public ScanKernels Kernels { get; set; }

    /// <summary>Has a machine run CUDA kernels on the CPU's memory, in place of those for vectors.</summary>
    internal void RunOn(DeviceMachine machine)
    {
        _devices.Clear();
        _host = machine;
    }

    /// <inheritdoc/>
    public ScanResult Run(ScanInputs inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ScanShapes.Check(inputs, program.Layout);
        var differentiate = torch.is_grad_enabled() && inputs.Tensors.Any(tensor => tensor.requires_grad);
        if (Form == ScanForm.Primal || !program.HasDual && program.ReadsEnd) return TokenByToken.Run(program, program.Primal, inputs);
        var runs = Fused(inputs.Tensors) ?? program;
        if (differentiate)
        {
            if (Form == ScanForm.Decode)
                throw new InvalidOperationException("The decode form has no gradient; run it under torch.no_grad(), or choose ScanForm.Dual or ScanForm.Primal.");
            return ScanFunction.Apply(runs, inputs, Plan(inputs, runs));
        }
        using var noGrad = torch.no_grad();
        var single = Form == ScanForm.Decode || inputs.Tokens.Query.size(2) == 1 || !program.HasDual;
        if (single && !program.ReadsEnd) return TokenByToken.Run(runs, runs.Decode, inputs);
        using var scope = torch.NewDisposeScope();
        return TensorArrays.MoveOut(ForwardPass.Run(runs, inputs, Plan(inputs, runs), tape: null), inputs);
    }

    /// <summary>The step of one token on the rows since the boundary, where these tensors allow it; null where <see cref="Run"/> is to run it.</summary>
    internal RecentTokens? RecentStep(IEnumerable<Tensor> tensors)
        => Form == ScanForm.Primal || Fused(tensors)?.Recent is not { } step || torch.is_grad_enabled() && tensors.Any(t => t.requires_grad) ? null : step;

    /// <summary>The kernels of one token and what runs them on these tensors; null where there are none, or tensor operations are to run.</summary>
    internal (TokenKernels Kernels, KernelEngine Engine)? TokenKernels(IEnumerable<Tensor> tensors)
        => Fused(tensors) is { Token: { } token, Engine: { HasFailed: false } engine } ? (token, engine) : null;

    /// <summary>The kernels that these tensors allow; null where tensor operations are to run.</summary>
    FusedProgram? Fused(IEnumerable<Tensor> tensors)
    {
        if (_fused is null || Kernels == ScanKernels.Tensor) return null;
        if (tensors.All(KernelMemory.Fits)) return _host is null ? _fused : _devices.GetOrAdd((Host, Precision), OnDevice);
        return Kernels != ScanKernels.Simd && tensors.All(KernelMemory.FitsDevice) ? _devices.GetOrAdd((tensors.First().device_index, Precision), OnDevice) : null;
    }

    /// <summary>What products of CUDA kernels keep, as all other products of this thread; a node of the graph keeps what it was made with.</summary>
    static ProductPrecision Precision => Autocast.Type == torch.ScalarType.BFloat16 ? ProductPrecision.BFloat16 : ProductPrecision.Float32;

    FusedProgram? OnDevice((int Device, ProductPrecision Precision) which)
    {
        try
        {
            var (index, precision) = which;
            var (machine, device) = index == Host ? (_host!, torch.CPU) : (GraphicsProcessor.Of(index), new torch.Device(DeviceType.CUDA, index));
            return new FusedProgram(program, group, new CudaEngine(program, machine, device, precision));
        }
        catch (DeviceException failure)
        {
            KernelEngine.Warn(failure);
            return null;
        }
    }

    List<Segment> Plan(ScanInputs inputs, ScanProgram runs)
    {
        // Kernels keep states by themselves.
        var (tokens, size) = (inputs.Tokens.Query.size(2), runs is FusedProgram ? long.MaxValue : group ?? GroupFor(inputs.State));
        return !program.HasDual ? ScanPlan.Tokens(tokens, size)
            : program.AnyRows ? ScanPlan.Blocks(tokens, runs is FusedProgram { Kernels: not null } ? ScanPlan.KernelFreeRows : ScanPlan.FreeRows, size)
            : program.ReadsEnd ? ScanPlan.Blocks(tokens, inputs.Period ?? tokens, size)
            : runs is FusedProgram { Kernels: not null } fused ? ScanPlan.Cut(tokens, inputs.Period, inputs.Offset, size, ScanPlan.KernelRows, ends: !inputs.KeepState && fused.Engine.TakesAnyLength)
            : ScanPlan.Cut(tokens, inputs.Period, inputs.Offset, size);
    }

    // Backward rebuilds the states of one group at a time: keep that within a few tens of megabytes.
    static long GroupFor(Tensor[] state) => Math.Clamp(StateNumbers / Math.Max(1, state.Sum(tensor => tensor.numel())), 1, GroupLimit);
}
