using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>Writes values of a graph in mathematical notation.</summary>
internal static class Notation
{
    /// <summary>A whole value as one expression over inputs; macros appear by name.</summary>
    public static string Expression(Graph graph, int id) => Text(graph, id, new Dictionary<int, string>(), 0);

    /// <summary>A value as an expression over the values that already have names.</summary>
    public static string Expression(Graph graph, int id, IReadOnlyDictionary<int, string> names) => Text(graph, id, names, 0, root: true);

    private static string Text(Graph graph, int id, IReadOnlyDictionary<int, string> names, int outer, bool root = false)
    {
        if (!root && names.TryGetValue(id, out var name))
            return name;
        var node = graph[id];
        if (graph.Regions.FirstOrDefault(r => r.Result == id) is { } region)
            return region.Name + "(" + string.Join(", ", region.Args.Select(a => Text(graph, a, names, 0))) + ")";
        if (node.Op is Input input)
            return input.Name.StartsWith(Names.Rows(""), System.StringComparison.Ordinal) ? input.Name.Substring(Names.Rows("").Length) : input.Name.TrimStart('@');
        if (node.Op is Scale { Factor: { Value: 1, Powers.Count: 1 } factor } && factor.Powers[0].Exponent == -1 && graph[node.Arg(0)].Op is SumColumns)
            return $"mean({Text(graph, graph[node.Arg(0)].Arg(0), names, 0)})";
        var binding = node.Op.Precedence;
        // The right operand of − and / binds one tighter; calls put their own parentheses.
        var args = node.Args.Select((a, i) => Text(graph, a, names, binding == Precedence.Call && node.Op is not Transpose ? 0 : binding + (i == 1 && node.Op is Sub or Div ? 1 : 0)));
        var text = node.Op.Notation(args.ToArray());
        return binding < outer ? "(" + text + ")" : text;
    }
}
