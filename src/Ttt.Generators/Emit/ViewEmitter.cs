using System;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Emit;

/// <summary>Writes a declared view or rate as tensor code under ordinary autograd: [B,T,C] in, [B,H,T,n] (rate: [B,H,T]) out.</summary>
internal static class ViewEmitter
{
    private const string Functional = TensorBody.Torch + ".nn.functional";

    public static void Write(SourceWriter writer, Function view, Dimensions dimensions, NameScope classScope)
    {
        var method = "Compute" + view.Scope;
        var graph = DotsAsProducts(view.Graph);
        var scope = new NameScope(classScope).Reserve("x_BTC", "scope", "B", "H", "b", "dtype", "device");
        var body = new TensorBody(graph, scope, ValueHints.Of(graph, null), dimensions, ["B", "H"]);
        var text = new SourceWriter(writer.Indent + 1);
        var names = new string[graph.Nodes.Count];
        for (var id = 0; id < names.Length; id++)
        {
            if (body.IsLiteral(id) || !IsRead(id))
                continue;
            names[id] = body.Claim(id);
            text.Line($"var {names[id]} = {Text(id)};");
        }
        var result = names[graph.Output(Names.Result)];
        if (view.Scope == Scope.Rate)
            text.Line($"return {result}.squeeze(-1).expand({body.Use("B")}, {body.Use("H")}, {body.Use("b")}).MoveToOuterDisposeScope();");
        else
            text.Line($"return {result}.expand({body.Use("B")}, {body.Use("H")}, {body.Use("b")}, {dimensions.Size(view.ResultDimension!)}).MoveToOuterDisposeScope();");

        writer.Line();
        writer.Line($"/// <summary>The declared {(view.Scope == Scope.Rate ? "inner rate" : view.Scope.ToString().ToLowerInvariant() + " view")}: {Notation.Expression(view.Graph, view.Graph.Output(Names.Result)).Replace("&", "&amp;").Replace("<", "&lt;")}.</summary>");
        using (writer.Block($"protected override {TensorBody.Tensor} {method}({TensorBody.Tensor} x_BTC)"))
        {
            writer.Line($"using var scope = {TensorBody.Torch}.NewDisposeScope();");
            foreach (var (name, expression) in new[] { ("B", "x_BTC.size(0)"), ("H", "Sizes.Heads"), ("b", "x_BTC.size(1)"), ("dtype", "x_BTC.dtype"), ("device", "x_BTC.device") })
                if (body.Used.Contains(name))
                    writer.Line($"var {name} = {expression};");
            var plain = text.ToString();
            foreach (var field in dimensions.Fields.Where(f => plain.Contains(f.Value)))
                writer.Line($"var {field.Value} = Sizes[{NameScope.Literal(field.Key)}];");
            writer.Append(text);
        }

        // A projection reads x and its parameter as they are stored, so neither needs a tensor of its own.
        bool IsRead(int id) => graph.Outputs.Any(o => o.Id == id) || Enumerable.Range(0, names.Length).Any(n => graph[n].Args.Contains(id) && Projection(n) is null);

        string Text(int id)
            => Projection(id) ?? (graph[id].Op switch
            {
                Input { Name: Names.X } => "x_BTC.unsqueeze(1)",
                Input input => Stored(input),
                _ => body.Text(id, a => names[a]),
            });

        string? Projection(int id)
        {
            var node = graph[id];
            if (node.Op is not MatMul { TransposeLeft: false } m || graph[node.Arg(0)].Op is not Input { Name: Names.X } || graph[node.Arg(1)].Op is not Input p)
                return null;
            var parameter = $"Parameter({NameScope.Literal(p.Name)})";
            if (m.TransposeRight)
                return p.Shape.Rows.IsOne ? $"{Functional}.linear(x_BTC, {parameter}.reshape(-1, {dimensions.Size(p.Shape.Columns.Name)})).transpose(1, 2).unsqueeze(-1)" : null;
            return $"{Functional}.linear(x_BTC, {parameter}).reshape({body.Use("B")}, {body.Use("b")}, -1, {dimensions.Size(p.Shape.Columns.Name)}).transpose(1, 2)";
        }

        // Matrices are stored like projections, [H·columns, rows]; vectors [H,n]; scalars [H].
        string Stored(Input input)
        {
            string Size(Extent e) => e.IsOne ? "1" : dimensions.Size(e.Name);
            var parameter = $"Parameter({NameScope.Literal(input.Name)})";
            return view.Parameters.First(p => p.Name == input.Name).Dimensions.Count == 2
                ? $"{parameter}.reshape(-1, {Size(input.Shape.Columns)}, {Size(input.Shape.Rows)}).mT"
                : $"{parameter}.reshape(-1, 1, {Size(input.Shape.Columns)})";
        }
    }

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
}
