using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>
/// Online descent of a model that is linear in its fast weights, with a squared loss (the DeltaNet family): the error of row j is
/// R_j = s_j y_j + r_j with y_j the prediction at the weights before j, and these hold the errors before j. So R solves a unit lower
/// triangular system, (I + s ∘ C' ∘ LLᵀ) R = s ∘ (α' ∘ LW − ρ' ∘ LX) + r, and no loop over tokens remains (arXiv 2406.06484).
/// </summary>
internal static class LinearError
{
    /// <summary>Why online descent needs a loop over tokens; null where it needs none.</summary>
    public static Obstacle? Obstacle(LayerModel model, InnerGradients inner)
    {
        var g = new GraphBuilder();
        return IsConstant(inner) ? null : Analyse(g, model, inner, out _, out _, out _);
    }

    /// <summary>No error depends on a fast weight (a dot-product loss): every token's gradient is the same wherever it is taken.</summary>
    public static bool IsConstant(InnerGradients inner)
    {
        var rows = inner.Graph.Outputs.Where(o => IsLeft(o.Name) || IsError(o.Name)).ToArray();
        var g = new GraphBuilder();
        var ids = g.Replay(inner.Graph, static (_, _) => null);
        var depends = g.DependsOn(Enumerable.Range(0, g.Count).Where(id => g[id].Op is Input { Role: InputRole.Fast }));
        return inner.Obstacle is null && rows.All(o => !depends[ids[o.Id]]);
    }

    /// <summary>The errors of all rows; null where they are those at the anchor.</summary>
    public static int? Of(GraphBuilder g, LayerModel model, InnerGradients inner, Optimiser optimiser)
    {
        if (IsConstant(inner) || Analyse(g, model, inner, out var slope, out var rest, out var lefts) is not null)
            return null;
        var before = new RowBefore(g, optimiser, model.Policy.Decay == "BeforeGradient");
        var square = new Shape(Extent.Tokens, Extent.Tokens);
        var system = g.Zero(square);
        var prediction = g.Zero(g.ShapeOf(rest));
        foreach (var parameter in model.FastParameters())
        {
            var left = lefts.TryGetValue(parameter.Name, out var rows) ? rows : (int?)null;
            int Times(int weight) => left is { } l ? g.MatMul(l, weight) : g.Broadcast(weight, g.ShapeOf(rest));
            var term = Times(g.Input(parameter.Name, InputRole.Fast, parameter.ShapeOf()));
            if (before.Alpha(parameter.Name) is { } alpha)
                term = g.Mul(alpha, term);
            foreach (var (rho, state) in before.Carried(parameter.Name))
                term = g.Sub(term, g.Mul(rho, Times(g.Input(state, InputRole.State, parameter.ShapeOf()))));
            prediction = g.Add(prediction, term);
            var coefficients = before.Coefficients(parameter.Name);
            system = g.Add(system, left is { } own ? g.Mul(coefficients, g.MatMul(own, own, false, true)) : coefficients);
        }
        return g.SolveLower(g.Mul(slope, system), g.Add(g.Mul(slope, prediction), rest));
    }

    /// <summary>The error as a function of the predictions, for a linear model: R = slope ∘ Σ_p L_p W_p + rest.</summary>
    internal static Obstacle? Analyse(GraphBuilder g, LayerModel model, InnerGradients inner, out int slope, out int rest, out Dictionary<string, int> lefts)
    {
        (slope, rest, lefts) = (0, 0, []);
        var graph = inner.Graph;
        var forms = new Form?[graph.Nodes.Count];
        var predictions = new Dictionary<string, int>();
        for (var id = 0; id < forms.Length; id++)
        {
            var node = graph[id];
            if (node.Op is Input { Role: InputRole.Fast } input)
            {
                // A matrix has no form of its own; its products have.
                if (input.Name.StartsWith(Names.Rows(""), StringComparison.Ordinal))
                    forms[id] = Predicted(input.Name.Substring(Names.Rows("").Length), id);
                continue;
            }
            if (KeyRows.IsProduct(graph, node, out var weight) && node.Op is MatMul { TransposeRight: false } && forms[node.Arg(0)] is { IsConstant: true } left)
            {
                if (lefts.ContainsKey(weight))
                    return new(weight, Notation.Expression(graph, id));
                lefts[weight] = left.Rest;
                forms[id] = Predicted(weight, id);
                continue;
            }
            forms[id] = node.Op is Input data ? new(Form.None, KeyRows.Unrow(g, data)) : Form.Of(g, node, forms);
        }

        var errors = graph.Outputs.Where(o => IsError(o.Name)).Select(o => o.Id).Distinct().ToArray();
        var fast = model.FastParameters().ToArray();
        if (inner.Obstacle is { } matrix)
            return matrix;
        if (fast.FirstOrDefault(p => GateInputs.Of(model, GateKind.Rate, p.Name) is { Columns.IsOne: false }) is { } byColumn)
            return new(byColumn.Name, "a rate for every column");
        if (graph.Outputs.Where(o => IsLeft(o.Name)).FirstOrDefault(o => forms[o.Id] is not { IsConstant: true }) is { Name: not null } changing)
            return new(changing.Name.Split(':')[1], Notation.Expression(graph, changing.Id));
        if (errors.Length != 1 || forms[errors[0]] is not { } form || fast.Any(p => !predictions.ContainsKey(p.Name)))
            return new(fast[0].Name, Notation.Expression(graph, errors[0]));
        var slopes = fast.Select(p => form.Slopes.TryGetValue(predictions[p.Name], out var s) ? s : g.Zero(Shape.Scalar)).Distinct().ToArray();
        if (slopes.Length != 1)
            return new(fast[0].Name, Notation.Expression(graph, errors[0]));
        (slope, rest) = (slopes[0], form.Rest);
        return null;

        Form Predicted(string name, int id)
        {
            predictions[name] = id;
            return new(new Dictionary<int, int> { [id] = g.Const(1, Shape.Scalar) }, g.Zero(graph[id].Shape));
        }
    }

    private static bool IsLeft(string output) => output.StartsWith("@left:", StringComparison.Ordinal);

    private static bool IsError(string output) => output.StartsWith("@right:", StringComparison.Ordinal) || output.StartsWith(Names.Delta(""), StringComparison.Ordinal);

    /// <summary>A value as Σ slope ∘ prediction + rest, slopes being the same for all columns of a row.</summary>
    private sealed record Form(IReadOnlyDictionary<int, int> Slopes, int Rest)
    {
        public static readonly IReadOnlyDictionary<int, int> None = new Dictionary<int, int>();

        public bool IsConstant => Slopes.Count == 0;

        public static Form? Of(GraphBuilder g, Node node, Form?[] forms)
        {
            var args = node.Args.Select(a => forms[a]).ToArray();
            if (args.Any(a => a is null))
                return null;
            if (args.All(a => a!.IsConstant))
                return new(None, g.Make(node.Op, args.Select(a => a!.Rest).ToArray()));
            return node.Op switch
            {
                Add => Combine(g, args[0]!, args[1]!, g.Add, g.ShapeOf(args[0]!.Rest), g.ShapeOf(args[1]!.Rest)),
                Sub => Combine(g, args[0]!, Map(args[1]!, g.Neg), g.Add, g.ShapeOf(args[0]!.Rest), g.ShapeOf(args[1]!.Rest)),
                Scale s => Map(args[0]!, x => g.Scale(s.Factor, x)),
                Mul when args[0]!.IsConstant && g.ShapeOf(args[0]!.Rest).Columns.IsOne => Map(args[1]!, x => g.Mul(args[0]!.Rest, x)),
                Mul when args[1]!.IsConstant && g.ShapeOf(args[1]!.Rest).Columns.IsOne => Map(args[0]!, x => g.Mul(x, args[1]!.Rest)),
                Div when args[1]!.IsConstant && g.ShapeOf(args[1]!.Rest).Columns.IsOne => Map(args[0]!, x => g.Div(x, args[1]!.Rest)),
                AddConst c => args[0]! with { Rest = g.AddConst(args[0]!.Rest, c.Value) },
                _ => null,
            };
        }

        private static Form Map(Form form, Func<int, int> f) => new(form.Slopes.ToDictionary(s => s.Key, s => f(s.Value)), f(form.Rest));

        /// <summary>A sum; a prediction that is repeated over columns has no slope of its own kind.</summary>
        private static Form? Combine(GraphBuilder g, Form a, Form b, Func<int, int, int> add, Shape left, Shape right)
        {
            if (left.Columns != right.Columns && !(a.IsConstant || b.IsConstant))
                return null;
            if (left.Columns != right.Columns && (a.IsConstant ? right : left).Columns.IsOne)
                return null;
            var slopes = a.Slopes.ToDictionary(s => s.Key, s => s.Value);
            foreach (var slope in b.Slopes)
                slopes[slope.Key] = slopes.TryGetValue(slope.Key, out var other) ? add(other, slope.Value) : slope.Value;
            return new(slopes, add(a.Rest, b.Rest));
        }
    }
}
