using System.Numerics;

namespace TorchSharp;

/// <summary>Recycles native blocks by size class, so that a training step in steady state asks the system for nothing.</summary>
internal static unsafe class BufferPool
{
    private const nuint MinimumBytes = 64;
    private const int StepsPerOctave = 4;

    // What the pool may hold back from the system.
    private static readonly long Limit = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3, 256L << 20, 16L << 30);
    private static readonly Stack<NativeBuffer>[] Free = CreateClasses();
    private static long _pooledBytes;

    public static NativeBuffer Rent(long bytes)
    {
        int index = ClassOf((nuint)Math.Max(bytes, 1), out nuint capacity);
        var stack = Free[index];
        lock (stack)
        {
            if (stack.TryPop(out var buffer))
            {
                Interlocked.Add(ref _pooledBytes, -(long)capacity);
                buffer.Reset();
                return buffer;
            }
        }
        var block = (byte*)NativeBlock.Allocate(capacity);
        GC.AddMemoryPressure((long)capacity);
        return new NativeBuffer(block, capacity);
    }

    public static void Return(NativeBuffer buffer)
    {
        long capacity = (long)buffer.Capacity;
        if (Interlocked.Add(ref _pooledBytes, capacity) > Limit)
        {
            Interlocked.Add(ref _pooledBytes, -capacity);
            GC.SuppressFinalize(buffer);
            NativeBlock.Free(buffer.Pointer, buffer.Capacity);
            GC.RemoveMemoryPressure(capacity);
            return;
        }
        var stack = Free[ClassOf(buffer.Capacity, out _)];
        lock (stack) stack.Push(buffer);
    }

    // Classes grow by a quarter of an octave: at most a fifth of a block is wasted.
    private static int ClassOf(nuint bytes, out nuint capacity)
    {
        if (bytes <= MinimumBytes)
        {
            capacity = MinimumBytes;
            return 0;
        }
        int octave = BitOperations.Log2((ulong)(bytes - 1));
        nuint step = (nuint)1 << (octave - 2);
        nuint floor = (nuint)1 << octave;
        nuint steps = (bytes - floor + step - 1) / step;
        capacity = floor + (steps * step);
        return ((octave - 6) * StepsPerOctave) + (int)steps;
    }

    private static Stack<NativeBuffer>[] CreateClasses()
    {
        var classes = new Stack<NativeBuffer>[(64 - 6) * StepsPerOctave + 1];
        for (int i = 0; i < classes.Length; i++) classes[i] = new Stack<NativeBuffer>();
        return classes;
    }
}
