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
        return Simplify.Sink(Sums.Rewrite(graph, (g, terms) =>
        {
            if (terms.Count < 3)
                return null;
            var sources = Enumerable.Range(0, g.Count).Where(id => g[id].Op is Input i && carried.Contains(i.Name)).ToArray();
            var depends = g.DependsOn(sources);
            var groups = terms.GroupBy(t => !depends[t.Id] ? 0 : sources.Contains(t.Id) || g[t.Id].Args.Any(sources.Contains) ? 1 : 2).OrderBy(x => x.Key);
            return Sums.Of(g, groups.Select(x => Group(g, x.ToList())).ToList());
        }));
    }

    private static Term Group(GraphBuilder g, List<Term> terms)
        => terms.Count == 1 ? terms[0]
            : terms.All(t => t.Negative) ? new(Sums.Of(g, terms.Select(t => t with { Negative = false }).ToList()), true)
            : new(Sums.Of(g, terms), false);
}
