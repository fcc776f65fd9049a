namespace Ttt.Cuda;

/// <summary>A machine for kernels with memory of its own.</summary>
internal abstract class ComputeDevice : DeviceMachine
{
    /// <summary>What it is.</summary>
    internal abstract DeviceFacts Facts { get; }

    /// <summary>Warps of a block.</summary>
    internal abstract int Warps { get; }

    /// <summary>Its code comes from <see cref="KernelImage"/>, so that it can be compiled ahead.</summary>
    internal abstract bool UsesImages { get; }

    /// <summary>Memory of this many bytes; its content is not defined.</summary>
    /// <exception cref="DeviceException">There is not as much.</exception>
    internal abstract nint Allocate(long bytes);

    /// <summary>Gives memory back.</summary>
    internal abstract void Free(nint memory);

    /// <summary>Copies from the host's memory.</summary>
    internal abstract void Upload(nint to, nint host, long bytes);

    /// <summary>Copies to the host's memory once all launches have ended.</summary>
    /// <exception cref="DeviceException">A launch failed.</exception>
    internal abstract void Download(nint host, nint from, long bytes);

    /// <summary>Copies within the device; may return before it has ended.</summary>
    internal abstract void Copy(nint to, nint from, long bytes);

    /// <summary>Seconds that the device spends on what <paramref name="work"/> launches and copies.</summary>
    /// <exception cref="DeviceException">A launch failed.</exception>
    internal abstract double Time(Action work);
}
