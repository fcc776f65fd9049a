using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A node whose gradient touches only part of its input, so that many pieces share one buffer instead of one padded copy each.</summary>
internal interface IPartialGradient
{
    /// <summary>Adds the output's gradient to the place of the input's gradient it belongs to.</summary>
    void AddInto(Tensor inputGrad, Tensor outputGrad);
}

/// <summary>Reverse mode: visits nodes from the latest to the earliest, so every gradient is complete when its node runs.</summary>
internal sealed class Engine(bool retainGraph, bool createGraph)
{
    private readonly PriorityQueue<Node, long> _queue = new();
    private readonly Dictionary<Node, Tensor?[]> _pending = [];
    private readonly Dictionary<Node, List<(int Slot, int Result)>> _captures = [];
    private HashSet<Node>? _needed;
    private DisposeScope? _scope;
    private Tensor?[] _results = [];

    /// <summary>Adds the gradients of the roots to the leaves.</summary>
    public static void Backward(IReadOnlyList<Tensor> roots, IReadOnlyList<Tensor?> grads, bool retainGraph, bool createGraph, IReadOnlyList<Tensor>? inputs)
    {
        var engine = new Engine(retainGraph, createGraph);
        if (inputs is not null)
        {
            var targets = inputs.Select(x => x.Impl.GradEdge().Node).OfType<Node>().ToHashSet();
            engine._needed = Reaching(roots, targets);
            engine._needed.UnionWith(targets);
        }
        engine.Run(roots, grads);
    }

    /// <summary>Gradients with respect to <paramref name="inputs"/>; null where an input is not reached.</summary>
    public static Tensor?[] Gradients(IReadOnlyList<Tensor> roots, IReadOnlyList<Tensor?> grads, IReadOnlyList<Tensor> inputs, bool retainGraph, bool createGraph)
    {
        var engine = new Engine(retainGraph, createGraph) { _results = new Tensor?[inputs.Count] };
        var edges = inputs.Select(x => x.Impl.GradEdge()).ToArray();
        for (int i = 0; i < edges.Length; i++)
        {
            if (edges[i].Node is not { } node)
                throw new ExternalException($"One of the differentiated Tensors does not require grad: input {i}, shape {Shapes.Text(inputs[i].Impl.Shape)}");
            if (!engine._captures.TryGetValue(node, out var list)) engine._captures[node] = list = [];
            list.Add((edges[i].Slot, i));
        }
        engine._needed = Reaching(roots, [.. engine._captures.Keys]);
        engine.Run(roots, grads);
        return engine._results;
    }

    private void Run(IReadOnlyList<Tensor> roots, IReadOnlyList<Tensor?> grads)
    {
        using var mode = GradMode.Set(createGraph);
        using var scope = _scope = NewDisposeScope();
        for (int i = 0; i < roots.Count; i++)
        {
            var edge = roots[i].Impl.GradEdge();
            if (edge.Node is null)
                throw new ExternalException($"element {i} of tensors does not require grad and does not have a grad_fn");
            Add(edge, InitialGrad(roots[i], grads.Count > i ? grads[i] : null));
        }
        while (_queue.TryDequeue(out var node, out _)) Visit(node);
        foreach (var result in _results) result?.MoveToOuterDisposeScope();
    }

    private static Tensor InitialGrad(Tensor root, Tensor? given)
    {
        if (given is null)
        {
            if (root.Impl.Numel != 1)
                throw new ExternalException($"grad can be implicitly created only for scalar outputs; the output has shape {Shapes.Text(root.Impl.Shape)}");
            return ones_like(root);
        }
        if (!given.Impl.Shape.AsSpan().SequenceEqual(root.Impl.Shape))
            throw new ExternalException($"Mismatch in shape: grad_output has a shape of {Shapes.Text(given.Impl.Shape)} and output has a shape of {Shapes.Text(root.Impl.Shape)}.");
        return given.Share();
    }

    private void Visit(Node node)
    {
        _pending.Remove(node, out var grads);
        Capture(node, grads!);
        if (_needed is null || _needed.Contains(node)) Propagate(node, grads!);
        foreach (var grad in grads!) grad?.Dispose();
    }

    private void Propagate(Node node, Tensor?[] grads)
    {
        using var scope = NewDisposeScope();
        if (!createGraph && node is IPartialGradient partial && grads[0] is { } piece)
        {
            if (Wanted(node.Inputs[0])) partial.AddInto(Writable(node.Inputs[0]), piece);
            return;
        }
        var inputGrads = new Tensor?[node.Inputs.Length];
        node.Backward(grads, inputGrads);
        for (int i = 0; i < inputGrads.Length; i++)
        {
            if (inputGrads[i] is not { } grad || !Wanted(node.Inputs[i])) continue;
            Add(node.Inputs[i], Fit(grad, node.Inputs[i], node).Share().MoveToOtherDisposeScope(_scope));
        }
        if (!retainGraph) node.ReleaseSaved();
    }

    private bool Wanted(Edge edge) => edge.Node is not null && (_needed is null || _needed.Contains(edge.Node) || _captures.ContainsKey(edge.Node));

    // A gradient has its input's shape and type: sum what broadcasting repeated.
    private static Tensor Fit(Tensor grad, Edge edge, Node node)
    {
        if (!grad.Impl.Shape.AsSpan().SequenceEqual(edge.Shape))
        {
            if (!Shapes.IsExpandable(edge.Shape, grad.Impl.Shape))
                throw new ExternalException($"Function {node.Name} returned an invalid gradient: got {Shapes.Text(grad.Impl.Shape)} but expected shape compatible with {Shapes.Text(edge.Shape)}");
            grad = grad.SumTo(edge.Shape);
        }
        return grad.Impl.DType == edge.DType ? grad : grad.to_type(edge.DType);
    }

    private Tensor?[] Slots(Node node)
    {
        if (_pending.TryGetValue(node, out var slots)) return slots;
        slots = new Tensor?[node.OutputCount];
        _pending.Add(node, slots);
        _queue.Enqueue(node, -node.Sequence);
        return slots;
    }

    private void Add(Edge edge, Tensor grad)
    {
        ref var slot = ref Slots(edge.Node!)[edge.Slot];
        if (slot is null)
        {
            slot = grad;
            return;
        }
        if (IsPrivate(slot)) slot.add_(grad);
        else
        {
            var old = slot;
            slot = (IsPrivate(grad) ? grad.add_(old) : old.add(grad)).MoveToOtherDisposeScope(_scope);
            old.Dispose();
            if (ReferenceEquals(slot, grad)) return;
        }
        grad.Dispose();
    }

    // Whether nobody else can see the memory, so adding in place is safe.
    private bool IsPrivate(Tensor tensor) =>
        !createGraph && !tensor.Impl.IsShared && !tensor.Impl.Buffer.IsShared && tensor.Impl.IsContiguous;

    private Tensor Writable(Edge edge)
    {
        ref var slot = ref Slots(edge.Node!)[edge.Slot];
        if (slot is null) slot = zeros(edge.Shape, edge.DType).MoveToOtherDisposeScope(_scope);
        else if (!IsPrivate(slot))
        {
            var old = slot;
            slot = old.CopyContiguous().MoveToOtherDisposeScope(_scope);
            old.Dispose();
        }
        return slot;
    }

    private void Capture(Node node, Tensor?[] grads)
    {
        if (_captures.TryGetValue(node, out var captures))
            foreach (var (slot, result) in captures)
                _results[result] = grads[slot]?.Share();
        if (node.Retained is null) return;
        foreach (var (target, slot) in node.Retained)
            if (target.TryGetTarget(out var impl) && impl.IsAlive && grads[slot] is { } grad)
                impl.SetGrad(grad.CopyContiguous().Impl);
    }

    // Nodes with a path to one of the targets.
    private static HashSet<Node> Reaching(IReadOnlyList<Tensor> roots, HashSet<Node> targets)
    {
        var reaching = new HashSet<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<(Node Node, int Next)>();
        foreach (var root in roots)
        {
            if (root.Impl.GradEdge().Node is not { } start || !seen.Add(start)) continue;
            stack.Push((start, 0));
            while (stack.TryPop(out var top))
            {
                if (top.Next < top.Node.Inputs.Length)
                {
                    stack.Push((top.Node, top.Next + 1));
                    if (top.Node.Inputs[top.Next].Node is { } child && seen.Add(child)) stack.Push((child, 0));
                    continue;
                }
                foreach (var edge in top.Node.Inputs)
                    if (edge.Node is not null && (targets.Contains(edge.Node) || reaching.Contains(edge.Node))) reaching.Add(top.Node);
            }
        }
        return reaching;
    }
}
