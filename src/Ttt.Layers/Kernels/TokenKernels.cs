using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>
/// The fused kernels of one token. Both read the same array: the token's rows in the order of <see cref="ScanRows"/>, then the whole state. They carry nothing.
/// </summary>
public abstract class TokenKernels
{
    /// <summary>The columns of the layer's output.</summary>
    public abstract int OutputColumns { get; }

    /// <summary>The dimensions that vectors run along.</summary>
    public abstract IReadOnlyList<int> Columns { get; }

    /// <summary>The numbers that one head has of every slow parameter.</summary>
    public abstract IReadOnlyList<int> SlowSizes { get; }

    /// <summary>How many tensors a token's rows are.</summary>
    public abstract int RowCount { get; }

    /// <summary>The place of τ among them.</summary>
    public abstract int PositionPlace { get; }

    /// <summary>There is something to do at boundaries.</summary>
    public abstract bool HasBoundary { get; }

    /// <summary>Its outputs are the layer's output, then the state after the token but for the weights.</summary>
    public abstract Kernel Decode<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct;

    /// <summary>Its outputs are the state past a boundary.</summary>
    public abstract Kernel Boundary<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct;
}
