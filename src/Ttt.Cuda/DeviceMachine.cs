namespace Ttt.Cuda;

/// <summary>Something that compiles and runs kernels.</summary>
internal abstract class DeviceMachine
{
    // What the system takes of every block's shared memory.
    private const int ReservedFloats = 256;

    /// <summary>Floats of shared memory that a block can have.</summary>
    internal abstract int SharedFloats { get; }

    /// <summary>How many blocks with this much shared memory a multiprocessor can have at once; more than four of 256 threads leave each too few registers.</summary>
    internal int Blocks(int shared) => Math.Clamp(SharedFloats / (shared + ReservedFloats), 1, 4);

    /// <summary>Runs a block for every head of every sequence.</summary>
    internal abstract void Launch(DeviceCode code, DeviceCall call, int blocks);

    /// <summary>How many floats of these buffers, taken in turn, lie in shared memory, and how many in the scratch: the arithmetic of the device library's arena.</summary>
    internal (int Shared, int Scratch) Plan(IEnumerable<int> buffers)
    {
        int shared = 0, scratch = 0;
        foreach (int floats in buffers)
        {
            int whole = (floats + 3) & ~3;
            if (shared + whole <= SharedFloats) shared += whole;
            else scratch += whole;
        }
        return (shared, scratch);
    }
}
