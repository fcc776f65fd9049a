using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>One term of a flattened sum.</summary>
internal readonly record struct Term(int Id, bool Negative);

/// <summary>Flattens chains of additions and subtractions and builds them again in another way.</summary>
internal static class Sums
{
    /// <summary>Rebuilds every sum of a graph; <paramref name="rebuild"/> gets its terms, null keeps it.</summary>
    public static Graph Rewrite(Graph graph, Func<GraphBuilder, List<Term>, int?> rebuild)
    {
        var g = new GraphBuilder();
        var uses = graph.CountUses();
        var regionResults = new HashSet<int>(graph.Regions.Select(r => r.Result));
        // A sum that is only a term of another is built again with that one.
        var absorbed = new HashSet<int>();
        for (var id = 0; id < graph.Nodes.Count; id++)
            if (graph[id].Op is Add or Sub)
                absorbed.UnionWith(graph[id].Args.Where(a => Inner(a, graph[id].Shape)));
        bool Inner(int id, Shape shape) => graph[id].Op is Add or Sub && uses[id] == 1 && graph[id].Shape == shape && !regionResults.Contains(id);

        var ids = g.Replay(graph, (id, done) =>
        {
            if (graph[id].Op is not (Add or Sub) || absorbed.Contains(id))
                return null;
            var terms = new List<Term>();
            Collect(id, false);
            return rebuild(g, terms);

            void Collect(int value, bool negative)
            {
                var node = graph[value];
                if (value != id && !Inner(value, graph[id].Shape))
                {
                    terms.Add(new(done[value], negative));
                    return;
                }
                Collect(node.Arg(0), negative);
                Collect(node.Arg(1), negative ^ node.Op is Sub);
            }
        });
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    /// <summary>The sum of the terms, in order but for a positive one in front.</summary>
    public static int Of(GraphBuilder g, IReadOnlyList<Term> terms)
    {
        var first = terms.Select((t, i) => (t, i)).Where(p => !p.t.Negative).Select(p => (int?)p.i).FirstOrDefault();
        if (first is null)
            return g.Neg(Of(g, terms.Select(t => t with { Negative = false }).ToList()));
        var sum = terms[first.Value].Id;
        for (var i = 0; i < terms.Count; i++)
            if (i != first)
                sum = terms[i].Negative ? g.Sub(sum, terms[i].Id) : g.Add(sum, terms[i].Id);
        return sum;
    }
}
