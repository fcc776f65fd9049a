using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>A value that training keeps of every mini-batch for backward.</summary>
/// <param name="Keys">It has a row for each key, else for each token.</param>
/// <param name="Columns">Its columns.</param>
public readonly record struct TapeSlot(bool Keys, int Columns);

/// <summary>
/// The fused kernels of a program of whole mini-batches. Every kernel reads the same array: the rows in the order of <see cref="ScanRows"/>, the states at the start of
/// the mini-batch, the tape, the cotangent of the output; each reads what it needs of it.
/// </summary>
public abstract class BlockKernels
{
    /// <summary>The values kept for backward.</summary>
    public abstract IReadOnlyList<TapeSlot> Tape { get; }

    /// <summary>The columns of the layer's output.</summary>
    public abstract int OutputColumns { get; }

    /// <summary>The dimensions that vectors run along.</summary>
    public abstract IReadOnlyList<int> Columns { get; }

    /// <summary>The states that backward rebuilds by running the updates in reverse, by their place; null where it needs <see cref="States"/>.</summary>
    public abstract IReadOnlyList<int>? Reversed { get; }

    /// <summary>The numbers that one head has of every slow parameter.</summary>
    public abstract IReadOnlyList<int> SlowSizes { get; }

    /// <summary>The slow parameters that gradients are summed for, by their place.</summary>
    public abstract IReadOnlyList<int> SlowGradients { get; }

    /// <summary>Carries the states; its outputs are the layer's output, then the tape.</summary>
    public abstract Kernel Forward<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct;

    /// <summary>Carries the states, from the tape.</summary>
    public abstract Kernel States<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct;

    /// <summary>
    /// Carries, backwards, the reversed states, the cotangents of all states, the gradients of slow parameters; its outputs are the gradients of the rows.
    /// </summary>
    public abstract Kernel Backward<S, V>(int rows, int keys, Arena arena) where S : struct, ISimd<V> where V : struct;
}
