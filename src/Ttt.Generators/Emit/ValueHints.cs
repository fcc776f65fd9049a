using System;
using System.Collections.Generic;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>What the values of a program are called: by their role in the derivation where they have one.</summary>
internal static class ValueHints
{
    /// <summary>Names by role for values that have one.</summary>
    public static Dictionary<int, string> Of(Graph graph, InnerGradients? inner)
    {
        var hints = new Dictionary<int, string>();
        void Hint(int id, string hint)
        {
            if (!hints.ContainsKey(id) && graph[id].Op is not Input)
                hints[id] = hint;
        }

        foreach (var output in graph.Outputs)
            Hint(output.Id, InputHint(output.Name));
        if (inner is not null)
            ByRole(graph, inner, Hint);
        foreach (var region in graph.Regions)
            Hint(region.Result, char.ToLowerInvariant(region.Name[0]) + region.Name.Substring(1));
        return hints;
    }

    /// <summary>What a value without a role is called: by what computes it.</summary>
    public static string ByOperation(Graph graph, int id)
    {
        var node = graph[id];
        return node.Op switch
        {
            Scale { Factor: { Value: 1, Powers.Count: 1 } factor } when factor.Powers[0].Exponent == -1 && graph[node.Arg(0)].Op is SumColumns => "mean",
            MatMul when node.Shape is { Rows.Kind: ExtentKind.Tokens, Columns.Kind: ExtentKind.Tokens } => "scores",
            _ => node.Op.Hint,
        };
    }

    /// <summary>Input names as identifiers: <c>@q</c> is <c>q</c>, <c>@d:@output</c> is <c>dOutput</c>.</summary>
    public static string InputHint(string name)
        => name switch
        {
            Names.Output => "output",
            _ when Strip(name, Names.Cotangent("")) is { } of => Differential(InputHint(of)),
            _ when Strip(name, Names.Rows("")) is { } of => of,
            _ when Strip(name, Names.Sum("")) is { } of => "sum" + Capital(of),
            _ when Strip(name, Names.Next("")) is { } of => InputHint(of) + "Next",
            _ when Strip(name, Names.Velocity("")) is { } of => "momentum" + Capital(of),
            _ when Strip(name, Names.Gram("")) is { } of => "gram" + Capital(of),
            _ when Strip(name, Names.Moment("")) is { } of => "moment" + Capital(of),
            _ when Strip(name, Names.Initial("")) is { } of => of + "Initial",
            _ when name.StartsWith("@left:", StringComparison.Ordinal) => "input" + Capital(name.Split(':')[1]),
            _ when name.StartsWith("@right:", StringComparison.Ordinal) || name.StartsWith(Names.Delta(""), StringComparison.Ordinal) => "error" + Capital(name.Split(':')[1]),
            Names.Y => "prediction",
            _ => name.TrimStart('@'),
        };

    private static string? Strip(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name.Substring(prefix.Length) : null;

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text.Substring(1);

    /// <summary>dW1, db1, dOutput, but d_gate: the name must stay readable.</summary>
    private static string Differential(string name) => name.Length > 2 && char.IsLower(name[0]) && name != "output" ? "d_" + name : "d" + (name.Length == 1 || name == "output" ? Capital(name) : name);

    /// <summary>Finds the inner gradient's rows inside the program: equal values are one value.</summary>
    private static void ByRole(Graph graph, InnerGradients inner, Action<int, string> hint)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, static (_, _) => null);
        var back = new Dictionary<int, int>();
        for (var id = 0; id < ids.Length; id++)
            back[ids[id]] = id;
        var rows = g.Replay(inner.Graph, (id, _) => inner.Graph[id].Op is Input input ? KeyRows.Unrow(g, input) : null);
        foreach (var row in inner.Graph.Outputs)
            if (back.TryGetValue(rows[row.Id], out var id))
                hint(id, InputHint(row.Name));
    }
}
