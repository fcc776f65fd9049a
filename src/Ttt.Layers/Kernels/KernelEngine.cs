using Ttt.Cuda;

namespace Ttt.Layers;

/// <summary>Something that runs the kernels of a layer.</summary>
abstract class KernelEngine
{
    static readonly HashSet<string> Said = [];

    /// <summary>It cannot run them after all: tensor operations do, from then on.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Whether kernels for another length of mini-batch cost nothing to have.</summary>
    internal virtual bool TakesAnyLength => false;

    /// <summary>A block of whole mini-batches.</summary>
    internal abstract void Forward(KernelCall call, ForwardTensors tensors);

    /// <summary>Its gradients.</summary>
    internal abstract void Backward(KernelCall call, BackwardTensors tensors);

    /// <summary>One token, or a boundary; <paramref name="numbers"/> says how much it works on.</summary>
    internal abstract void Run(in TokenRun run, long numbers);

    /// <summary>What kernels give, or, where they cannot run, what tensor operations give.</summary>
    internal T Or<T>(Func<T> kernels, Func<T> tensors)
    {
        if (!HasFailed)
            try
            {
                return kernels();
            }
            catch (DeviceException failure)
            {
                HasFailed = true;
                Warn(failure);
            }
        return tensors();
    }

    /// <summary>Says once why there are no kernels.</summary>
    internal static void Warn(DeviceException failure)
    {
        lock (Said)
            if (Said.Add(failure.Message)) Console.Error.WriteLine($"warning: CUDA kernels do not run, tensor operations do. {failure.Message}");
    }
}
