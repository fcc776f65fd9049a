using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Where a gradient goes: an output slot of a node, and the geometry it must have there.</summary>
internal readonly record struct Edge(Node? Node, int Slot, long[] Shape, ScalarType DType);

/// <summary>One recorded operation. Reference-counted by the tensors it produced and by the nodes that consume them.</summary>
internal abstract class Node
{
    private static long _clock;

    [ThreadStatic]
    private static Stack<Node>? _dying;

    private int _references;

    protected Node(Edge[] inputs, int outputs)
    {
        Inputs = inputs;
        OutputCount = outputs;
        Sequence = Interlocked.Increment(ref _clock);
        foreach (var edge in inputs) edge.Node?.Retain();
    }

    /// <summary>Order of creation: a node comes after everything it consumes.</summary>
    public long Sequence { get; }

    public Edge[] Inputs { get; private set; }

    public int OutputCount { get; }

    public abstract string Name { get; }

    /// <summary>Tensors whose own gradient is to be kept although they are no leaves.</summary>
    public List<(WeakReference<TensorImpl> Tensor, int Slot)>? Retained { get; set; }

    public bool Needs(int input) => Inputs[input].Node is not null;

    /// <summary>Fills <paramref name="inputGrads"/> where an input needs its gradient; null means zero.</summary>
    public abstract void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads);

    /// <summary>Drops what was saved for backward.</summary>
    public virtual void ReleaseSaved()
    {
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        // Long chains die iteratively: a recursion would overflow the stack.
        if (_dying is not null)
        {
            _dying.Push(this);
            return;
        }
        var dying = _dying = new Stack<Node>();
        dying.Push(this);
        while (dying.TryPop(out var node))
        {
            node.ReleaseSaved();
            var inputs = node.Inputs;
            node.Inputs = [];
            foreach (var edge in inputs) edge.Node?.Release();
        }
        _dying = null;
    }
}

/// <summary>The end of the graph at a leaf: adds what arrives to the leaf's gradient.</summary>
internal sealed class AccumulateGrad(TensorImpl leaf) : Node([], 1)
{
    public override string Name => "AccumulateGrad";

    public TensorImpl Leaf => leaf;

    public override void Backward(Tensor?[] outputGrads, Tensor?[] inputGrads)
    {
        if (outputGrads[0] is not { } grad || !leaf.IsAlive) return;
        if (leaf.Grad is not { } old)
        {
            bool mine = grad.Impl.IsContiguous && !grad.Impl.IsShared && !grad.Impl.Buffer.IsShared;
            leaf.SetGrad((GradMode.Enabled ? grad.Share() : mine ? grad.detach() : grad.CopyContiguous()).Impl);
            return;
        }
        old.Retain();
        using var sum = new Tensor(old);
        if (GradMode.Enabled) leaf.SetGrad(sum.add(grad).Impl);
        else sum.add_(grad);
    }
}
