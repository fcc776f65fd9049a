namespace Ttt.Layers;

/// <summary>Runs kernels on the vectors of the processor.</summary>
/// <param name="program">The layer's programs.</param>
sealed class SimdEngine(ScanProgram program) : KernelEngine
{
    readonly KernelPool _pool = new(KernelFactory.Of(program.Kernels, program.Token));

    internal override bool TakesAnyLength => true;

    internal override void Forward(KernelCall call, ForwardTensors tensors) => KernelForward.Run(call, _pool, tensors);

    internal override void Backward(KernelCall call, BackwardTensors tensors) => new KernelBackward(call, _pool, tensors).Run();

    internal override void Run(in TokenRun run, long numbers) => run.Run(_pool, numbers);
}
