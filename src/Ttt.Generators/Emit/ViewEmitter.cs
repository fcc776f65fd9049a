using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes what a declaration computes from tokens before the scan, as tensor code under ordinary autograd; results are [B,H,T,n].</summary>
internal sealed class ViewEmitter
{
    private const string Autocast = "global::Ttt.Layers.Autocast";
    private const string Layer = "x_BTC";

    private readonly LayerModel _model;
    private readonly Function _function;
    private readonly Dimensions _dimensions;
    private readonly IReadOnlyDictionary<string, string> _data;
    private readonly Graph _graph;
    private readonly TensorBody _body;

    private ViewEmitter(LayerModel model, Function function, Dimensions dimensions, NameScope scope, IReadOnlyDictionary<string, string> data)
    {
        (_model, _function, _dimensions, _data) = (model, function, dimensions, data);
        _graph = ReadsLayer ? DotsAsProducts(function.Graph) : function.Graph;
        var names = new NameScope(scope).Reserve("scope", "B", "H", "b", "dtype", "device").Reserve(data.Values.ToArray());
        _body = new TensorBody(_graph, names, ValueHints.Of(_graph, null), dimensions, ["B", "H"]);
    }

    private bool ReadsLayer => _data.Values.Contains(Layer);

    /// <summary>All methods of the declaration that are computed outside the scan.</summary>
    public static void WriteAll(SourceWriter writer, LayerModel model, EquatableArray<GateInput> gates, Dimensions dimensions, NameScope scope)
    {
        foreach (var (view, method) in new[] { (model.Query, "ComputeQuery"), (model.Key, "ComputeKey"), (model.Value, "ComputeValue") })
            Write(view, $"protected override {TensorBody.Tensor} {method}({TensorBody.Tensor} {Layer})", (Names.X, Layer));
        Write(model.FeatureMap, $"protected override {TensorBody.Tensor} ComputeFeatures({TensorBody.Tensor} x_BHTD)", (Names.X, "x_BHTD"));
        Write(model.Target, $"protected override {TensorBody.Tensor} ComputeTarget({TensorBody.Tensor} value_BHTV, {TensorBody.Tensor} key_BHTD)", (Names.V, "value_BHTV"), (Names.Key, "key_BHTD"));
        const string tokens = $"({TensorBody.Tensor} {Layer}, {TensorBody.Tensor} key_BHTD)";
        var declared = gates.Select((g, i) => (g.Gate, Index: i, Method: g.Gate is null ? "" : scope.Claim("Compute" + Capital(ValueHints.InputHint(g.Name))))).Where(g => g.Gate is not null).ToArray();
        if (declared.Length > 0)
        {
            writer.Line();
            writer.Line("/// <summary>The declared rates and gates, by their place.</summary>");
            writer.Line($"protected override {TensorBody.Tensor} ComputeGate(int gate, {TensorBody.Tensor} {Layer}, {TensorBody.Tensor} key_BHTD) => gate switch");
            writer.Line("{");
            for (var i = 0; i < declared.Length; i++)
                writer.Line($"    {(i == declared.Length - 1 ? "_" : declared[i].Index.ToString(CultureInfo.InvariantCulture))} => {declared[i].Method}({Layer}, key_BHTD),");
            writer.Line("};");
        }
        foreach (var (gate, _, method) in declared)
            Write(gate!.Function, $"private {TensorBody.Tensor} {method}{tokens}", (Names.X, Layer), (Names.Key, "key_BHTD"));
        Write(model.Gates.FirstOrDefault(g => g.Kind == GateKind.WindowWeight)?.Function, $"protected override {TensorBody.Tensor} ComputeWindowWeight{tokens}", (Names.X, Layer), (Names.Key, "key_BHTD"));

        void Write(Function? function, string header, params (string Input, string Parameter)[] data)
        {
            if (function is not null)
                new ViewEmitter(model, function, dimensions, scope, data.ToDictionary(d => d.Input, d => d.Parameter)).Method(writer, header, data[0].Parameter);
        }
    }

    private void Method(SourceWriter writer, string header, string first)
    {
        var text = new SourceWriter(writer.Indent + 1);
        var names = new string[_graph.Nodes.Count];
        for (var id = 0; id < names.Length; id++)
        {
            if (_body.IsLiteral(id) || !IsRead(id))
                continue;
            names[id] = _body.Claim(id);
            text.Line($"var {names[id]} = {Text(id, names)};");
        }
        var columns = _function.ResultDimension is { } dimension ? _dimensions.Size(dimension) : "1";
        text.Line($"return {names[_graph.Output(Names.Result)]}.expand({_body.Use("B")}, {_body.Use("H")}, {_body.Use("b")}, {columns}).MoveToOuterDisposeScope();");

        writer.Line();
        writer.Line($"/// <summary>{What()}: {Notation.Expression(_function.Graph, _function.Graph.Output(Names.Result)).Replace("&", "&amp;").Replace("<", "&lt;")}.</summary>");
        using (writer.Block(header))
        {
            writer.Line($"using var scope = {TensorBody.Torch}.NewDisposeScope();");
            var tokens = first == Layer ? $"{first}.size(1)" : $"{first}.size(2)";
            foreach (var (name, expression) in new[] { ("B", $"{first}.size(0)"), ("H", "Sizes.Heads"), ("b", tokens), ("dtype", $"{first}.dtype"), ("device", $"{first}.device") })
                if (_body.Used.Contains(name))
                    writer.Line($"var {name} = {expression};");
            var plain = text.ToString();
            foreach (var field in _dimensions.Fields.Where(f => plain.Contains(f.Value)))
                writer.Line($"var {field.Value} = Sizes[{NameScope.Literal(field.Key)}];");
            writer.Append(text);
        }
    }

    private string What() => _function.Scope switch
    {
        Scope.Query or Scope.Key or Scope.Value => $"The declared {_function.Scope.ToString().ToLowerInvariant()} view",
        Scope.FeatureMap => "The declared features of queries and keys",
        Scope.Target => "The declared label",
        Scope.Rate => "A declared inner rate",
        Scope.WindowWeight => "The declared weight of a token's loss in a window",
        _ => $"A declared {_function.Scope.ToString().ToLowerInvariant()} gate",
    };

    // A projection reads x and its parameter as they are stored, so neither needs a tensor of its own.
    private bool IsRead(int id)
        => _graph.Outputs.Any(o => o.Id == id) || Enumerable.Range(0, _graph.Nodes.Count).Any(n => _graph[n].Args.Contains(id) && Projection(n) is null);

    private string Text(int id, string[] names)
    {
        return Projection(id) ?? (_graph[id].Op switch
        {
            Input { Role: InputRole.Data } input when _data.TryGetValue(input.Name, out var parameter) => parameter == Layer ? Layer + ".unsqueeze(1)" : parameter + ".alias()",
            Input input => Stored(input),
            MatMul m => $"{Autocast}.Matmul({Operand(0, m.TransposeLeft)}, {Operand(1, m.TransposeRight)})",
            _ => _body.Text(id, a => names[a]),
        });

        string Operand(int place, bool transpose) => names[_graph[id].Arg(place)] + (transpose ? ".mT" : "");
    }

    private string? Projection(int id)
    {
        var node = _graph[id];
        if (node.Op is not MatMul { TransposeLeft: false } m || _graph[node.Arg(0)].Op is not Input { Role: InputRole.Data } x || !_data.TryGetValue(x.Name, out var data) || data != Layer
            || _graph[node.Arg(1)].Op is not Input { Role: InputRole.Slow } p || m.TransposeRight != p.Shape.Rows.IsOne || !p.Shape.Rows.IsOne && !IsProjection(p.Name))
            return null;
        var parameter = $"Parameter({NameScope.Literal(p.Name)})";
        return m.TransposeRight
            ? $"{Autocast}.Linear({Layer}, {parameter}.reshape(-1, {_dimensions.Size(p.Shape.Columns.Name)})).transpose(1, 2).unsqueeze(-1)"
            : $"{Autocast}.Linear({Layer}, {parameter}).reshape({_body.Use("B")}, {_body.Use("b")}, -1, {_dimensions.Size(p.Shape.Columns.Name)}).transpose(1, 2)";
    }

    /// <summary>Matrices of what reads the layer's input are stored like projections, [H·columns, rows], others [H,rows,columns]; vectors [H,n]; scalars [H].</summary>
    private string Stored(Input input)
    {
        string Size(Extent e) => e.IsOne ? "1" : _dimensions.Size(e.Name);
        var parameter = $"Parameter({NameScope.Literal(input.Name)})";
        return !input.Shape.Rows.IsOne && IsProjection(input.Name)
            ? $"{parameter}.reshape(-1, {Size(input.Shape.Columns)}, {Size(input.Shape.Rows)}).mT"
            : $"{parameter}.reshape(-1, {Size(input.Shape.Rows)}, {Size(input.Shape.Columns)})";
    }

    private bool IsProjection(string parameter)
        => _model.Functions.First(f => f.Parameters.Any(p => p.Name == parameter)).Scope is Scope.Query or Scope.Key or Scope.Value or Scope.Rate or Scope.Retention or Scope.Momentum or Scope.WindowWeight;

    /// <summary>rowsum(x ∘ r) with a parameter vector r is the product x·rᵀ: no [B,H,T,C] intermediate.</summary>
    private static Graph DotsAsProducts(Graph graph)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) =>
        {
            if (graph[id].Op is not SumColumns || g[done[graph[id].Arg(0)]] is not { Op: Mul } product)
                return null;
            foreach (var (x, r) in new[] { (product.Arg(0), product.Arg(1)), (product.Arg(1), product.Arg(0)) })
                if (g.ShapeOf(r).Rows.IsOne && g.ShapeOf(x).Columns == g.ShapeOf(r).Columns && !g.ShapeOf(x).Rows.IsOne)
                    return g.MatMul(x, r, false, true);
            return null;
        });
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text.Substring(1);
}
