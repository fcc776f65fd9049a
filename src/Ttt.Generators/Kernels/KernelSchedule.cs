using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>
/// Cuts a graph into steps: elementwise operations and row reductions of one shape share a pass as early as their operands allow; products add onto the sums they end
/// in; what depends on slow parameters alone is prepared once.
/// </summary>
internal sealed class KernelSchedule
{
    private const int Ready = -1;

    private readonly Graph _graph;
    private readonly KernelMachine _machine;
    private readonly int[] _uses;
    private readonly Triangles _triangles;
    private readonly bool[] _constant;
    private readonly bool[] _absorbed;
    private readonly Dictionary<int, int> _position = new();
    private readonly HashSet<int> _written = new();
    private readonly Dictionary<Place, int> _turned = new();
    private readonly HashSet<int> _last;
    private List<KernelStep> _steps = new();

    private KernelSchedule(KernelGraph kernel, KernelMachine machine)
    {
        (_graph, _machine) = (kernel.Graph, machine);
        _uses = _graph.CountUses();
        _triangles = new(_graph);
        _constant = new bool[_graph.Nodes.Count];
        for (var id = 0; id < _constant.Length; id++)
            _constant[id] = _graph[id].Op switch
            {
                Input input => input.Role == InputRole.Slow,
                Const or Broadcast { Target: { Rows.IsTokens: true } or { Columns.IsTokens: true } } => false,
                _ => _graph[id].Args.Count > 0 && _graph[id].Args.All(a => _constant[a] || _graph[a].Op is Const) && !_graph[id].Shape.Rows.IsTokens && !_graph[id].Shape.Columns.IsTokens,
            };
        _absorbed = new bool[_graph.Nodes.Count];
        for (var id = 0; id < _absorbed.Length; id++)
            if (Absorbable(id) is { } term)
                _absorbed[term] = true;

        // The next states come last, so that they can take the place of the states that others read.
        var last = _last = new HashSet<int>(kernel.Carries.SelectMany(c => CarrySum(_graph, _uses, c)));
        Prepare = Steps(Enumerable.Range(0, _constant.Length).Where(id => _constant[id]));
        foreach (var id in _position.Keys.ToArray())
            _position[id] = Ready;
        foreach (var place in _turned.Keys.ToArray())
            _turned[place] = Ready;
        Step = Steps(Enumerable.Range(0, _constant.Length).Where(id => !_constant[id] && !last.Contains(id)).Concat(last.OrderBy(id => id)));
    }

    public List<KernelStep> Prepare { get; }

    public List<KernelStep> Step { get; }

    public static KernelSchedule Of(KernelGraph kernel, KernelMachine machine)
    {
        var schedule = new KernelSchedule(kernel, machine);
        LoopMemory.Resolve(kernel, schedule.Prepare.Concat(schedule.Step));
        // All that some loops made is made again by those who read it.
        schedule.Prepare.RemoveAll(IsEmpty);
        schedule.Step.RemoveAll(IsEmpty);
        return schedule;
    }

    private static bool IsEmpty(KernelStep step) => step is LoopStep { Values.Count: 0, Sums.Count: 0 };

    /// <summary>The next state, and the sums on the way to it that nothing else reads, last one first.</summary>
    public static IEnumerable<int> CarrySum(Graph graph, int[] uses, Carry carry)
    {
        var id = graph.Output(carry.Output);
        for (var start = id; uses[id] == 1 && graph[id].Args.Count > 0 && graph[id].Shape == graph[start].Shape; id = graph[id].Arg(0))
        {
            yield return id;
            if (graph[id].Op is not (Ir.Add or Sub))
                yield break;
        }
    }

    /// <summary>The space of a value's loop: vectors, whichever way they stand, are one row.</summary>
    public static Shape Space(Shape shape) => shape.Columns.IsOne ? new(Extent.One, shape.Rows) : shape;

    /// <summary>A number that loops write as a literal.</summary>
    public static bool IsLiteral(Graph graph, int id) => graph[id].Op is Const;

    /// <summary>What a loop reads for an operand: loops repeat values themselves.</summary>
    public static int Operand(Graph graph, int id)
    {
        while (graph[id].Op is Broadcast)
            id = graph[id].Arg(0);
        return id;
    }

    /// <summary>A value that lies inside another one.</summary>
    public static bool IsAlias(Node node)
        => node.Op.Kernel == KernelRole.LastRow || node.Op.Kernel == KernelRole.Transpose && (node.Shape.Rows.IsOne || node.Shape.Columns.IsOne);

    private List<KernelStep> Steps(IEnumerable<int> values)
    {
        _steps = new();
        foreach (var id in values)
            Add(id);
        foreach (var output in _graph.Outputs.Where(o => _graph[o.Id].Op is Broadcast && _position.ContainsKey(o.Id)))
            Stored(output.Id);
        return _steps;
    }

    private void Add(int id)
    {
        var node = _graph[id];
        switch (node.Op.Kernel)
        {
            case KernelRole.Leaf:
                _position[id] = Ready;
                return;
            case KernelRole.Repeat:
                _position[id] = At(node.Arg(0));
                return;
            case KernelRole.LastRow:
            case KernelRole.Transpose when IsAlias(node):
                Stored(node.Arg(0));
                _position[id] = At(node.Arg(0));
                return;
            case KernelRole.Transpose:
                Stored(node.Arg(0));
                Append(id, new TransposeStep(new(node.Arg(0)), new(id)));
                return;
            case KernelRole.Product:
                if (!_absorbed[id])
                    Product(id, id, null, false);
                return;
            case KernelRole.ColumnSum:
                if (!_absorbed[id])
                    ColumnSum(id, id, null, false);
                return;
            case KernelRole.Call:
                foreach (var arg in node.Args)
                    Stored(arg);
                var turned = node.Op is RidgeSolve && !_machine.ReadsTransposed ? new[] { Turned(node.Arg(RidgeSolve.Key)) } : [];
                Append(id, new CallStep(id, [.. node.Args.Select(a => new Place(a)), .. turned], node.Op.Scratch(node.Shape)));
                return;
            default:
                if (Absorbable(id) is { } term)
                    Accumulate(id, term);
                else
                    Loop(id);
                return;
        }
    }

    /// <summary>The term of a sum that adds itself onto the other one, or null.</summary>
    private int? Absorbable(int id)
    {
        var node = _graph[id];
        if (node.Op is not (Ir.Add or Sub))
            return null;
        var candidates = node.Op is Sub ? [1] : new[] { 1, 0 };
        foreach (var i in candidates)
        {
            var (term, other) = (node.Arg(i), node.Arg(1 - i));
            if (term == other || _uses[term] != 1 || _graph[term].Shape != node.Shape || _graph[term].Op.Kernel is not (KernelRole.Product or KernelRole.ColumnSum))
                continue;
            if (_graph[term].Op.Kernel == KernelRole.Product && (IsTurned(term) || node.Shape.Columns.IsOne && _graph[other].Shape != node.Shape))
                continue;
            // A column sum that starts from what is computed of others would have to wait for them.
            if (_graph[term].Op is SumRows && _graph[other].Op.Kernel == KernelRole.Elementwise && Absorbable(other) is null)
                continue;
            if (_graph[other].Op is Const or Broadcast || _graph[other].Shape != node.Shape && (_graph[other].Shape.Columns.IsOne || !_graph[other].Shape.Rows.IsOne))
                continue;
            return term;
        }
        return null;
    }

    private void Accumulate(int id, int term)
    {
        var node = _graph[id];
        var other = node.Arg(0) == term ? node.Arg(1) : node.Arg(0);
        Stored(other);
        if (_graph[term].Op is MatMul)
            Product(id, term, new Place(other), node.Op is Sub);
        else
            ColumnSum(id, term, new Place(other), node.Op is Sub);
    }

    private void ColumnSum(int result, int sum, Place? init, bool subtract)
    {
        // The loop that computes the rows, or the first that reads them, sums them, unless the start of the sum comes later, or the sum is a state, which others read until the end.
        var arg = _graph[sum].Arg(0);
        var from = init is { } start ? At(start.Id) : Ready;
        for (var at = Math.Max(At(arg), 0); _machine.SumsInLoops && at < _steps.Count && (init is null || !_last.Contains(result)); at++)
            if (_steps[at] is LoopStep loop && loop.Space == _graph[arg].Shape && loop.Space is { Rows.IsTokens: true, Columns.Kind: ExtentKind.Dimension } && Has(loop, arg) && from <= at)
            {
                var before = loop.Sums.FirstOrDefault(s => s.Result == init?.Id);
                if (from == at && (before is null || _uses[before.Result] > 1))
                    continue;
                if (before is not null)
                    loop.Sums.Remove(before);
                loop.Sums.Add(new(result, before is null ? init : before.Init, [.. before?.Terms ?? [], (arg, subtract)]));
                _position[result] = at;
                return;
            }
        Stored(arg);
        Append(result, new ColumnSumStep(result, new(arg), init, subtract));
    }

    private bool Has(LoopStep loop, int id) => loop.Values.Contains(id) || loop.Values.Any(v => _graph[v].Args.Any(a => Operand(_graph, a) == id));

    /// <summary>A·Bᵀ with a large B: (B·Aᵀ)ᵀ transposes only what has a row for each token.</summary>
    private bool IsTurned(int product)
        => !_machine.ReadsTransposed && _graph[product].Op is MatMul { TransposeRight: true, TransposeLeft: false } && !_graph[product].Shape.Columns.IsOne
            && _graph[_graph[product].Arg(0)].Shape.Rows.IsTokens && _graph[_graph[product].Arg(1)].Shape is { Rows.Kind: ExtentKind.Dimension, Columns.Kind: ExtentKind.Dimension };

    private void Product(int result, int product, Place? init, bool subtract)
    {
        var node = _graph[product];
        var op = (MatMul)node.Op;
        var (left, right) = (new Place(node.Arg(0)), new Place(node.Arg(1)));
        Stored(left.Id);
        Stored(right.Id);
        if (IsTurned(product))
        {
            // Whoever needs the result transposed has it here.
            var (turned, across) = (new Place(product, true), Turned(left.Id));
            _turned[turned] = _steps.Count;
            Append(null, new ProductStep(turned, right, false, across, null, false, LeftTriangle.None));
            Append(result, new TransposeStep(turned, new(result)));
            return;
        }
        // x·Bᵀ of one row is B·x: rows of B as they lie.
        if (!_machine.ReadsTransposed && op.TransposeRight && !op.TransposeLeft && node.Shape.Rows.IsOne && IsMatrix(right.Id))
        {
            Append(result, new ProductStep(new(result), right, false, left, init, subtract, LeftTriangle.None));
            return;
        }
        // A vector's transpose is the vector.
        if (!_machine.ReadsTransposed && op.TransposeRight && IsMatrix(right.Id))
            right = Turned(right.Id);
        var triangle = _triangles.IsLower(left.Id) ? op.TransposeLeft ? LeftTriangle.LeftUpper : LeftTriangle.LeftLower
            : _triangles.IsLowerWanted(product) && _triangles.IsLowerWanted(result) ? LeftTriangle.ResultLower : LeftTriangle.None;
        Append(result, new ProductStep(new(result), left, op.TransposeLeft, right, init, subtract, triangle) { TransposeRight = _machine.ReadsTransposed && op.TransposeRight });
    }

    private bool IsMatrix(int id) => !_graph[id].Shape.Rows.IsOne && !_graph[id].Shape.Columns.IsOne;

    private Place Turned(int id)
    {
        var place = new Place(id, true);
        if (!_turned.ContainsKey(place))
        {
            _turned[place] = _steps.Count;
            _steps.Add(new TransposeStep(new(id), place));
        }
        return place;
    }

    private void Append(int? id, KernelStep step)
    {
        if (id is { } value)
            _position[value] = _steps.Count;
        _steps.Add(step);
    }

    private int At(int id) => _position.TryGetValue(id, out var position) ? position : Ready;

    private void Stored(int id)
    {
        // Numbers and repeats that others than loops read are written out.
        if (_graph[id].Op is Const or Broadcast && _written.Add(id))
            Loop(id);
    }

    private void Loop(int id)
    {
        var node = _graph[id];
        var space = Space(node.Op.Kernel == KernelRole.RowReduction ? _graph[node.Arg(0)].Shape : node.Shape);
        var earliest = 0;
        foreach (var arg in node.Args.Where(a => !IsLiteral(_graph, a)))
        {
            var at = At(arg);
            var joins = at >= 0 && _steps[at] is LoopStep loop && loop.Values.Contains(arg) && loop.Space == space && _graph[arg].Op.Kernel != KernelRole.RowReduction;
            earliest = Math.Max(earliest, joins ? at : at + 1);
        }
        for (var i = earliest; i < _steps.Count; i++)
            if (_steps[i] is LoopStep open && open.Space == space)
            {
                open.Values.Add(id);
                _position[id] = i;
                return;
            }
        var step = new LoopStep(space);
        step.Values.Add(id);
        Append(id, step);
    }
}
