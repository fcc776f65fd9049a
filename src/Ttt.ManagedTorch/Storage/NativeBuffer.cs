namespace TorchSharp;

/// <summary>A reference-counted block of aligned native memory shared by a tensor and its views. The object lives as long as its memory: both are rented from the pool.</summary>
internal sealed unsafe class NativeBuffer
{
    private int _references = 1;
    private int _wrappers;

    public NativeBuffer(byte* pointer, nuint capacity)
    {
        Pointer = pointer;
        Capacity = capacity;
    }

    // Reached only by buffers whose tensors were never disposed and are unreachable: those tensors go with it.
    ~NativeBuffer()
    {
        torch.Tensor.Forget(_wrappers);
        GC.ReRegisterForFinalize(this);
        BufferPool.Return(this);
    }

    public byte* Pointer { get; }

    public nuint Capacity { get; }

    /// <summary>Number of in-place changes so far; saved tensors compare it.</summary>
    public int Version { get; set; }

    public bool IsShared => Volatile.Read(ref _references) > 1;

    /// <summary>As new, for the next tenant.</summary>
    public void Reset() => (_references, _wrappers, Version) = (1, 0, 0);

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0) BufferPool.Return(this);
    }

    /// <summary>Counts the tensor objects over this memory. They have no finalizers, which would cost more than many operations.</summary>
    public void AddWrapper(int change) => Interlocked.Add(ref _wrappers, change);
}
