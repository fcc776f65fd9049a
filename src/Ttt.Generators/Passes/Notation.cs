using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>Writes values of a graph in mathematical notation.</summary>
internal static class Notation
{
    private const int LongestExpression = 40;
    private const string Elided = "…";

    /// <summary>A whole value as one expression over inputs; macros appear by name. What would be too long to read is left out.</summary>
    public static string Expression(Graph graph, int id)
    {
        var names = new Dictionary<int, string>();
        var sizes = Sizes(graph, id);
        for (var inner = 0; inner < id; inner++)
            if (sizes[id] > LongestExpression && sizes[inner] > LongestExpression / 2)
                names[inner] = Elided;
        return Text(graph, id, names, 0, root: true);
    }

    /// <summary>Whether a value fits on a line as one expression.</summary>
    public static bool IsShort(Graph graph, int id) => Sizes(graph, id)[id] <= LongestExpression;

    /// <summary>How many operations each value has when all that it shares is written out; large is large.</summary>
    private static int[] Sizes(Graph graph, int last)
    {
        var regions = new Dictionary<int, EquatableArray<int>>();
        foreach (var region in graph.Regions)
            regions[region.Result] = region.Args;
        var sizes = new int[graph.Nodes.Count];
        for (var id = 0; id <= last; id++)
            sizes[id] = System.Math.Min(1_000_000, (graph[id].Op is Input ? 0 : 1) + (regions.TryGetValue(id, out var args) ? args : graph[id].Args).Sum(a => sizes[a]));
        return sizes;
    }

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
        if (Mean(graph, node) is { } of)
            return Wrap(of.Factor.Value == -1 ? "−" : of.Factor.IsOne ? "" : of.Factor + " ", $"mean({Text(graph, of.Operand, names, 0)})");
        var binding = node.Op.Precedence;
        var args = node.Args.Select((a, i) => Text(graph, a, names, Outer(node.Op, i)));
        var text = node.Op.Notation(args.ToArray());
        return binding < outer ? "(" + text + ")" : text;

        string Wrap(string factor, string mean) => factor.Length > 0 && outer > Precedence.Elementwise ? $"({factor}{mean})" : factor + mean;
    }

    /// <summary>How tightly an operand has to bind to stand without parentheses.</summary>
    private static int Outer(Primitive op, int operand)
        => op switch
        {
            Transpose => Precedence.Call,
            MatMul m when (operand == 0 ? m.TransposeLeft : m.TransposeRight) => Precedence.Call,
            Sub or Div or MatMul when operand == 1 => op.Precedence + 1,
            _ => op.Precedence == Precedence.Call ? 0 : op.Precedence,
        };

    /// <summary>c/n · rowsum(x) with n the columns of x is c · mean(x).</summary>
    private static (Coefficient Factor, int Operand)? Mean(Graph graph, Node node)
    {
        if (node.Op is not Scale { Factor: var factor } || graph[node.Arg(0)].Op is not SumColumns)
            return null;
        var operand = graph[node.Arg(0)].Arg(0);
        var rest = factor * Coefficient.SizeOf(graph[operand].Shape.Columns);
        return rest.Powers.Count == 0 ? (rest, operand) : null;
    }
}
