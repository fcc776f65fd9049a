using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// Orders the terms of sums for the scan: what nothing carried enters is summed first (before the scan), then what reads
/// a carried value (in it), then the rest (after it, where the carry allows).
/// </summary>
internal static class Regroup
{
    public static Graph Run(Graph graph, IEnumerable<string> carriedInputs)
    {
        var carried = new HashSet<string>(carriedInputs);
        // Grows with the graph that is being built: 0 nothing carried enters a value, 1 it reads a carried value itself, 2 it depends on one.
        var stages = new List<int>();
        return Simplify.Sink(Sums.Rewrite(graph, (g, terms) =>
        {
            if (terms.Count < 3)
                return null;
            for (var id = stages.Count; id < g.Count; id++)
                stages.Add(g[id].Op is Input i && carried.Contains(i.Name) ? 1 : g[id].Args.Any(a => stages[a] > 0) ? g[id].Args.Any(a => g[a].Op is Input j && carried.Contains(j.Name)) ? 1 : 2 : 0);
            var groups = terms.GroupBy(t => stages[t.Id]).OrderBy(x => x.Key);
            return Sums.Of(g, groups.Select(x => Group(g, x.ToList())).ToList());
        }));
    }

    private static Term Group(GraphBuilder g, List<Term> terms)
        => terms.Count == 1 ? terms[0]
            : terms.All(t => t.Negative) ? new(Sums.Of(g, terms.Select(t => t with { Negative = false }).ToList()), true)
            : new(Sums.Of(g, terms), false);
}
