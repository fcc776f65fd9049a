using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Kernels;

/// <summary>A value of a forward graph that backward reads instead of computing it again.</summary>
internal readonly record struct Taped(string Name, int Id);

/// <summary>
/// What forward keeps for backward: the sums in which products with the carried state, or solves with it, end. With them every other row of a mini-batch
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
            if (node.Op is not (MatMul or RidgeSolve) || !node.Shape.Rows.IsTokens || node.Shape.Columns.IsTokens || !node.Args.Any(a => forward[a].Op is Input input && names.Contains(input.Name)))
                continue;
            var root = id;
            while (uses[root] == 1 && !forward.Outputs.Any(o => o.Id == root) && forward[user[root]] is { Op: Add or Sub } sum && sum.Shape == node.Shape)
                root = user[root];
            roots.Add(root);
        }
        return roots.Select((id, i) => new Taped(Prefix + i, id)).ToArray();
    }

    /// <summary>The graph with the taped values among its outputs.</summary>
    public static Graph With(Graph forward, Taped[] taped) => forward with { Outputs = forward.Outputs.Concat(Outputs(taped)).ToEquatable() };

    /// <summary>The taped values as outputs of the graph they are of.</summary>
    public static IEnumerable<Output> Outputs(Taped[] taped) => taped.Select(t => new Output(t.Name, t.Id));

    /// <summary>Reads the taped values as inputs.</summary>
    public static Graph Replace(Graph graph, Taped[] taped)
    {
        var names = taped.ToDictionary(t => graph.Output(t.Name), t => t.Name);
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, _) => names.TryGetValue(id, out var name) && graph[id].Op is not Input ? g.Input(name, InputRole.Data, graph[id].Shape) : null);
        return g.ToGraph(graph.Outputs.Where(o => !taped.Any(t => t.Name == o.Name)).Select(o => o with { Id = ids[o.Id] }));
    }
}
