using Ttt.Kernels;

namespace Ttt.Models;

/// <summary>What one worker needs beside the tensors in backward, for one chunk of one vector of channels: a vector for every token and value of the state.</summary>
readonly struct SelectiveScratch(Arena arena, int states, int lanes)
{
    readonly int floats = SelectiveScan.Chunk * states * lanes;

    /// <summary>The states before each token, and after the last.</summary>
    public Ptr States { get; } = arena.Take((SelectiveScan.Chunk + 1) * states * lanes);

    /// <summary>exp(Δ A).</summary>
    public Ptr Decay { get; } = arena.Take(SelectiveScan.Chunk * states * lanes);

    /// <summary>Gradients of B, summed over the slab's vectors.</summary>
    public Ptr DB { get; } = arena.Take(SelectiveScan.Chunk * states * lanes);

    /// <summary>Gradients of C, likewise.</summary>
    public Ptr DC { get; } = arena.Take(SelectiveScan.Chunk * states * lanes);

    /// <summary>Begins the sums.</summary>
    public void Clear()
    {
        var (db, dc) = (DB, DC);
        for (nint i = 0; i < floats; i++)
            (db[i], dc[i]) = (0, 0);
    }
}
