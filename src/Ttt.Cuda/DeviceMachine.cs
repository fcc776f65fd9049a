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

    /// <summary>
    /// How many floats of these buffers, taken in turn, lie in shared memory, and how many in the scratch: the arithmetic of the device library's arena. Rows fetched ahead come last,
    /// twice each, as long as there is shared memory for them and for a second block.
    /// </summary>
    internal (int Shared, int Scratch) Plan(IEnumerable<int> buffers, IEnumerable<int> fetched)
    {
        int shared = 0, scratch = 0;
        foreach (int floats in buffers.Select(Whole))
            if (shared + floats <= SharedFloats) shared += floats;
            else scratch += floats;
        int most = Blocks(shared) == 1 ? SharedFloats : (SharedFloats / 2) - ReservedFloats;
        foreach (int floats in fetched.Select(Whole))
            if (shared + (2 * floats) <= most) shared += 2 * floats;
        return (shared, scratch);
    }

    private static int Whole(int floats) => (floats + 3) & ~3;
}
