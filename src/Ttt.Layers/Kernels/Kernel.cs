using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>One derived program as fused code on raw memory: one mini-batch of one head of one sequence at a time. It belongs to one thread.</summary>
public abstract class Kernel
{
    // Its memory lives as long as it does.
    internal Arena? Arena { get; set; }

    /// <summary>Sets the number of key rows, at most what the kernel was made for.</summary>
    public abstract void Resize(int keys);

    /// <summary>Reads the slow parameters of a head, in the program's order.</summary>
    public abstract void Prepare(ReadOnlySpan<Ptr> slow);

    /// <summary>Copies the carried values in.</summary>
    public abstract void Begin(ReadOnlySpan<Ptr> carried);

    /// <summary>One mini-batch. An output that may be left out is null.</summary>
    public abstract void Run(ReadOnlySpan<Ptr> inputs, ReadOnlySpan<Ptr> outputs);

    /// <summary>Copies the carried values out.</summary>
    public abstract void End(ReadOnlySpan<Ptr> carried);
}
