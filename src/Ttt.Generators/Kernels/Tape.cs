using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>A value of a forward graph that backward reads instead of computing it again.</summary>
internal readonly record struct Taped(string Name, int Id);

/// <summary>
/// What forward keeps for backward: the sums in which products with the carried state end. With them every other row of a mini-batch
/// follows from the tokens alone, without the state.
/// </summary>
internal static class Tape
{
    private const string Prefix = "@tape:";

    public static Taped[] Choose(Graph forward, IEnumerable<string> carried)
    {
        var names = new HashSet<string>(carried);
        var uses = forward.CountUses();
        var user = new int[forward.Nodes.Count];
        for (var id = 0; id < user.Length; id++)
            foreach (var arg in forward[id].Args)
                user[arg] = id;
        var roots = new SortedSet<int>();
        for (var id = 0; id < user.Length; id++)
        {
            var node = forward[id];
            if (node.Op is not MatMul || !node.Shape.Rows.IsTokens || node.Shape.Columns.IsTokens || !node.Args.Any(a => forward[a].Op is Input input && names.Contains(input.Name)))
                continue;
            var root = id;
            while (uses[root] == 1 && !forward.Outputs.Any(o => o.Id == root) && forward[user[root]] is { Op: Add or Sub } sum && sum.Shape == node.Shape)
                root = user[root];
            roots.Add(root);
        }
        return roots.Select((id, i) => new Taped(Prefix + i, id)).ToArray();
    }

    /// <summary>The graph with the taped values among its outputs.</summary>
    public static Graph With(Graph forward, Taped[] taped) => forward with { Outputs = forward.Outputs.Concat(taped.Select(t => new Output(t.Name, t.Id))).ToEquatable() };

    /// <summary>The backward graph, the taped values among its outputs.</summary>
    public static Graph Backward(Graph forward, Taped[] taped)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(forward, static (_, _) => null);
        var inputs = forward.Inputs().Select(i => (i.Input.Name, Id: ids[i.Id])).ToArray();
        var seeds = forward.Outputs.Select(o => (ids[o.Id], g.Input(Names.Cotangent(o.Name), InputRole.Cotangent, forward[o.Id].Shape))).ToArray();
        var cotangents = Differentiation.Reverse(g, seeds, inputs.Select(i => i.Id));
        var outputs = inputs
            .Select(i => new Output(Names.Cotangent(i.Name), cotangents.TryGetValue(i.Id, out var d) ? d : g.Zero(g.ShapeOf(i.Id))))
            .Concat(taped.Select(t => new Output(t.Name, ids[t.Id])));
        return g.ToGraph(outputs.ToList());
    }

    /// <summary>Reads the taped values as inputs.</summary>
    public static Graph Replace(Graph graph, Taped[] taped)
    {
        var names = taped.ToDictionary(t => graph.Output(t.Name), t => t.Name);
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, _) => names.TryGetValue(id, out var name) && graph[id].Op is not Input ? g.Input(name, InputRole.Data, graph[id].Shape) : null);
        return g.ToGraph(graph.Outputs.Where(o => !taped.Any(t => t.Name == o.Name)).Select(o => o with { Id = ids[o.Id] }));
    }
}
