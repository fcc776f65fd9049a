namespace Ttt.Layers;

/// <summary>Which kernel of a layer.</summary>
public enum KernelKind
{
    /// <summary>A mini-batch.</summary>
    Forward,

    /// <summary>The next state of a mini-batch, from the tape.</summary>
    States,

    /// <summary>The gradients of a mini-batch.</summary>
    Backward,

    /// <summary>A token.</summary>
    Decode,

    /// <summary>What happens at a boundary.</summary>
    Boundary,

    /// <summary>A token, with the rows since the boundary in place of their sums.</summary>
    RecentDecode,

    /// <summary>What happens at a boundary, from the rows since the last.</summary>
    RecentBoundary,
}
