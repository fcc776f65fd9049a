using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>A sum of the state that is a product of rows, Σ LᵀR over the tokens since the boundary.</summary>
/// <param name="Slot">Its place in the state.</param>
/// <param name="Left">The columns of L, which are the rows of the sum.</param>
/// <param name="Right">The columns of R.</param>
public readonly record struct RecentSum(int Slot, int Left, int Right);

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

    /// <summary>The sums that the kernels on recent rows have as such rows; empty where there are none.</summary>
    public virtual IReadOnlyList<RecentSum> Recent => [];

    /// <summary>
    /// <see cref="Decode"/> on the rows since the boundary: its key rows. After the state, whose sums of <see cref="Recent"/> it does not read, come L and R of each; after the
    /// outputs, among which it does not write those sums, the token's rows of L and R.
    /// </summary>
    public virtual Kernel RecentDecode<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct => throw NoRecent();

    /// <summary><see cref="Boundary"/> on the rows since the boundary before.</summary>
    public virtual Kernel RecentBoundary<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct => throw NoRecent();

    NotSupportedException NoRecent() => new($"{GetType().Name} has no kernels on recent rows: no sum is made of such rows.");
}
