using System;
using System.Collections.Generic;
using System.Linq;

namespace Ttt.Generators.Ir;

/// <summary>Builds graphs: equal values are one value, and what can be simplified locally never becomes a node.</summary>
internal sealed partial class GraphBuilder(bool sinkScales = false)
{
    /// <summary>More values than any program that a compiler of the emitted code, or a reader, could cope with.</summary>
    public const int MaximumNodes = 10_000;

    private readonly List<Node> _nodes = new();
    private readonly Dictionary<Node, int> _ids = new();
    private readonly List<Region> _regions = new();
    private readonly HashSet<Region> _known = new();

    /// <summary>Numbers multiply the smaller operand of a product (as emitted) instead of its result (which shows equal values).</summary>
    public bool SinkScales { get; } = sinkScales;

    public Node this[int id] => _nodes[id];

    public int Count => _nodes.Count;

    public Shape ShapeOf(int id) => _nodes[id].Shape;

    /// <summary>The value of an operation: an existing one, a simpler equal one, or a new node.</summary>
    public int Make(Primitive op, params int[] args) => op.Simplify(this, args) ?? Intern(op, args);

    private int Intern(Primitive op, int[] args)
    {
        var shapes = args.Select(ShapeOf).ToArray();
        var shape = op.Infer(shapes)
            ?? throw new InvalidOperationException($"{op.Hint} does not fit operands of shapes {string.Join(", ", shapes)}.");
        var node = new Node(op, args.ToEquatable(), shape);
        if (_ids.TryGetValue(node, out var id))
            return id;
        if (op is Ir.Add or Ir.Mul && _ids.TryGetValue(node with { Args = EquatableArray.Of(args[1], args[0]) }, out id))
            return id;
        if (_nodes.Count == MaximumNodes)
            throw new GraphTooLargeException();
        _nodes.Add(node);
        return _ids[node] = _nodes.Count - 1;
    }

    /// <summary>Names a macro's result, so that later stages may recognise it.</summary>
    public int Named(string region, int result, params int[] args)
    {
        var entry = new Region(region, result, args.ToEquatable());
        if (_known.Add(entry))
            _regions.Add(entry);
        return result;
    }

    /// <summary>The graph of the given results; values that no result needs are dropped.</summary>
    public Graph ToGraph(IEnumerable<Output> outputs)
    {
        var results = outputs.ToArray();
        var live = new bool[_nodes.Count];
        foreach (var output in results)
            live[output.Id] = true;
        for (var id = live.Length - 1; id >= 0; id--)
            if (live[id])
                foreach (var arg in _nodes[id].Args)
                    live[arg] = true;

        var moved = new int[live.Length];
        var kept = new List<Node>();
        for (var id = 0; id < live.Length; id++)
        {
            if (!live[id])
                continue;
            moved[id] = kept.Count;
            kept.Add(_nodes[id] with { Args = _nodes[id].Args.Select(a => moved[a]).ToEquatable() });
        }
        var regions = _regions
            .Where(r => live[r.Result] && r.Args.All(a => live[a]))
            .Select(r => new Region(r.Name, moved[r.Result], r.Args.Select(a => moved[a]).ToEquatable()));
        return new(kept.ToEquatable(), results.Select(o => new Output(o.Name, moved[o.Id])).ToEquatable(), regions.ToEquatable());
    }

    /// <summary>
    /// Rebuilds a graph inside this builder. <paramref name="replace"/> may give another value for a node: it gets the
    /// node's id and the already rebuilt values; null means an ordinary copy.
    /// </summary>
    public int[] Replay(Graph graph, Func<int, int[], int?> replace)
    {
        var ids = new int[graph.Nodes.Count];
        for (var id = 0; id < ids.Length; id++)
            ids[id] = replace(id, ids) ?? Make(graph[id].Op, graph[id].Args.Select(a => ids[a]).ToArray());
        foreach (var region in graph.Regions)
            Named(region.Name, ids[region.Result], region.Args.Select(a => ids[a]).ToArray());
        return ids;
    }

    /// <summary>Which values depend on one of <paramref name="sources"/>.</summary>
    public bool[] DependsOn(IEnumerable<int> sources)
    {
        var depends = new bool[_nodes.Count];
        foreach (var source in sources)
            depends[source] = true;
        for (var id = 0; id < depends.Length; id++)
            depends[id] |= _nodes[id].Args.Any(a => depends[a]);
        return depends;
    }
}

/// <summary>A derived program has more values than <see cref="GraphBuilder.MaximumNodes"/>.</summary>
internal sealed class GraphTooLargeException() : Exception($"A derived program has more than {GraphBuilder.MaximumNodes} values.");
