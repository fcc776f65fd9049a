using Ttt.Kernels;

namespace Ttt.Models;

/// <summary>
/// What one worker needs beside the tensors, for one vector of channels: dense, because rows of a tensor whose distance is a power of two crowd each other out
/// of the near cache.
/// </summary>
readonly struct SelectiveScratch
{
    readonly int sums;

    /// <param name="arena">Where it lies.</param>
    /// <param name="block">Floats of a state.</param>
    /// <param name="backward">With what backward needs.</param>
    public SelectiveScratch(Arena arena, int block, bool backward)
    {
        const int chunk = SelectiveScan.Chunk;
        (A, H) = (arena.Take(block), arena.Take(block));
        if (!backward)
            return;
        sums = chunk * block;
        (DA, States, Decay, DB, DC) = (arena.Take(block), arena.Take((chunk + 1) * block), arena.Take(sums), arena.Take(sums), arena.Take(sums));
    }

    /// <summary>A.</summary>
    public Ptr A { get; }

    /// <summary>The state, or its gradient.</summary>
    public Ptr H { get; }

    /// <summary>The gradient of A.</summary>
    public Ptr DA { get; }

    /// <summary>The states of a chunk before each token, and after the last.</summary>
    public Ptr States { get; }

    /// <summary>exp(Δ A) of each token of a chunk.</summary>
    public Ptr Decay { get; }

    /// <summary>Gradients of B of a chunk, summed over the slab's vectors.</summary>
    public Ptr DB { get; }

    /// <summary>Gradients of C, likewise.</summary>
    public Ptr DC { get; }

    /// <summary>Begins the sums.</summary>
    public void Clear()
    {
        var (db, dc) = (DB, DC);
        for (nint i = 0; i < sums; i++)
            (db[i], dc[i]) = (0, 0);
    }
}
