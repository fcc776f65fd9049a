using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>The inner gradient's rows L, R and δ inside the graph that is being built, at the weights where gradients are taken.</summary>
internal sealed class KeyRows
{
    private readonly GraphBuilder _g;
    private readonly LayerModel _model;
    private readonly InnerGradients _inner;
    private readonly Optimiser _optimiser;
    private readonly Dictionary<string, int> _rows;

    public KeyRows(GraphBuilder g, LayerModel model, InnerGradients inner, Optimiser optimiser)
    {
        (_g, _model, _inner, _optimiser) = (g, model, inner, optimiser);
        _rows = Place();
    }

    /// <summary>The rows with the errors of a linear model descended online put in place of those at the anchor.</summary>
    public KeyRows(GraphBuilder g, LayerModel model, InnerGradients inner, Optimiser optimiser, int error)
        : this(g, model, inner, optimiser)
    {
        foreach (var name in _rows.Keys.Where(n => n.StartsWith("@right:", StringComparison.Ordinal) || n.StartsWith(Names.Delta(""), StringComparison.Ordinal)).ToArray())
            _rows[name] = error;
    }

    public IEnumerable<(int Left, int Right)> Uses(string parameter)
        => _inner.Uses[parameter].Select(u => (_rows[u.Left], Scaled(parameter, _rows[u.Right])));

    public int Delta(string parameter) => Scaled(parameter, _rows[Names.Delta(parameter)]);

    /// <summary>Σ_j c_j ∇_j of a parameter, c a column over the rows.</summary>
    public int Weighted(int c, ParameterModel parameter)
        => _inner.Uses.ContainsKey(parameter.Name)
            ? Uses(parameter.Name).Aggregate(_g.Zero(parameter.ShapeOf()), (sum, u) => _g.Add(sum, _g.MatMul(u.Left, _g.Mul(c, u.Right), true)))
            : _g.SumRows(_g.Mul(c, Delta(parameter.Name)));

    private int Scaled(string parameter, int right) => _optimiser.ColumnRates(parameter) is { } rates ? _g.Mul(rates, right) : right;

    private Dictionary<string, int> Place()
    {
        var graph = _inner.Graph;
        Extent Extents(Extent e) => _optimiser.HasWindow && e.Kind == ExtentKind.Tokens ? Extent.Keys : e;
        var ids = _g.Replay(graph, (id, done) =>
        {
            var node = graph[id];
            if (node.Op is Input input)
                return Unrow(_g, input with { Shape = input.Shape.Map(Extents) }, Shrunk);
            var made = _g.Make(node.Op.WithExtents(Extents), node.Args.Select(a => done[a]).ToArray());
            return IsProduct(graph, node, out var weight) && Shrunk(weight) is { } left ? _g.Mul(left, made) : made;
        });
        return graph.Outputs.ToDictionary(o => o.Name, o => ids[o.Id]);
    }

    /// <summary>What the weights have been multiplied with where row i takes its gradient; null for 1.</summary>
    private int? Shrunk(string parameter) => _model.Policy.Decay == "BeforeGradient" ? _optimiser.Alpha(parameter) : null;

    public static bool IsProduct(Graph graph, Node node, out string weight)
    {
        var input = node.Op is MatMul { TransposeLeft: false } ? graph[node.Arg(1)].Op as Input : null;
        weight = input?.Name ?? "";
        return input is { Role: InputRole.Fast, Shape.Rows.IsTokens: false } && graph[node.Arg(0)].Shape.Rows.IsTokens;
    }

    /// <summary>Rows of a repeated parameter become the parameter again, repeated, multiplied with what <paramref name="factor"/> says.</summary>
    public static int Unrow(GraphBuilder g, Input input, Func<string, int?>? factor = null)
    {
        var prefix = Names.Rows("");
        if (!input.Name.StartsWith(prefix, StringComparison.Ordinal))
            return g.Make(input);
        var name = input.Name.Substring(prefix.Length);
        var parameter = g.Input(name, input.Role, new Shape(Extent.One, input.Shape.Columns));
        return g.Broadcast(input.Role == InputRole.Fast && factor?.Invoke(name) is { } f ? g.Mul(f, parameter) : parameter, input.Shape);
    }
}
