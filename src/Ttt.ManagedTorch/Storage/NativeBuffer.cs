namespace TorchSharp;

/// <summary>A reference-counted block of aligned native memory shared by a tensor and its views.</summary>
internal sealed unsafe class NativeBuffer
{
    private int _references = 1;

    public NativeBuffer(byte* pointer, nuint capacity)
    {
        Pointer = pointer;
        Capacity = capacity;
    }

    // Reached only by buffers whose tensors were never disposed and are unreachable.
    ~NativeBuffer() => BufferPool.Return(Pointer, Capacity);

    public byte* Pointer { get; private set; }

    public nuint Capacity { get; }

    /// <summary>Number of in-place changes so far; saved tensors compare it.</summary>
    public int Version { get; set; }

    public bool IsShared => Volatile.Read(ref _references) > 1;

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        GC.SuppressFinalize(this);
        byte* pointer = Pointer;
        Pointer = null;
        BufferPool.Return(pointer, Capacity);
    }
}
