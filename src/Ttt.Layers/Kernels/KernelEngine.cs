namespace Ttt.Layers;

/// <summary>Something that runs the kernels of a layer.</summary>
abstract class KernelEngine
{
    /// <summary>A block of whole mini-batches.</summary>
    internal abstract void Forward(KernelCall call, ForwardTensors tensors);

    /// <summary>Its gradients.</summary>
    internal abstract void Backward(KernelCall call, BackwardTensors tensors);

    /// <summary>One token, or a boundary; <paramref name="numbers"/> says how much it works on.</summary>
    internal abstract void Run(in TokenRun run, long numbers);
}
