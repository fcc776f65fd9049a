using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>Reverse-mode differentiation. The same sweep serves the inner gradient and the outer backward.</summary>
internal static class Differentiation
{
    /// <summary>
    /// Cotangents of every value between the seeds and the sources. A source has no entry where no seed depends on it.
    /// </summary>
    public static Dictionary<int, int> Reverse(GraphBuilder g, IReadOnlyList<(int Value, int Cotangent)> seeds, IEnumerable<int> sources)
    {
        var needed = g.DependsOn(sources);
        var cotangents = new Dictionary<int, int>();
        void Accumulate(int value, int cotangent)
            => cotangents[value] = cotangents.TryGetValue(value, out var other) ? g.Add(other, cotangent) : cotangent;

        foreach (var (value, cotangent) in seeds)
            if (needed[value])
                Accumulate(value, cotangent);
        if (cotangents.Count == 0)
            return cotangents;

        for (var id = cotangents.Keys.Max(); id >= 0; id--)
        {
            if (!needed[id] || !cotangents.TryGetValue(id, out var d))
                continue;
            var node = g[id];
            var contributions = node.Op.Vjp(g, id, node.Args, d);
            for (var i = 0; i < contributions.Length; i++)
                if (contributions[i] is { } contribution && needed[node.Arg(i)])
                    Accumulate(node.Arg(i), contribution);
        }
        return cotangents;
    }
}
