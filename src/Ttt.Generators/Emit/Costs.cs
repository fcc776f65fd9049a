using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Emit;

/// <summary>Operations of matrix products, as a polynomial in the sizes; a multiply-add counts as two.</summary>
internal static class Costs
{
    /// <summary>Per token of a program on b rows, for instance <c>6·D·D + 4·b·D</c>.</summary>
    public static string PerToken(Graph graph)
    {
        var terms = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not MatMul m)
                continue;
            var left = graph[node.Arg(0)].Shape;
            var extents = new List<Extent> { node.Shape.Rows, node.Shape.Columns, m.TransposeLeft ? left.Rows : left.Columns };
            var rows = extents.FindIndex(e => e.Kind == ExtentKind.Tokens);
            if (rows >= 0)
                extents.RemoveAt(rows);
            var factors = extents.Where(e => !e.IsOne).OrderBy(e => e.Kind == ExtentKind.Tokens ? 0 : 1).ThenBy(e => e.Name, StringComparer.Ordinal).Select(e => e.Name);
            var key = string.Join("·", factors);
            terms[key] = (terms.TryGetValue(key, out var count) ? count : 0) + 2;
        }
        return terms.Count == 0 ? "0" : string.Join(" + ", terms.Select(t => t.Key.Length == 0 ? t.Value.ToString(CultureInfo.InvariantCulture) : $"{t.Value.ToString(CultureInfo.InvariantCulture)}·{t.Key}"));
    }
}
