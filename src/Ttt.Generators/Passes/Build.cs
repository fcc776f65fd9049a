using System;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Places the declaration's functions inside a larger graph.</summary>
internal static class Build
{
    /// <summary>A function's result with its inputs given as values.</summary>
    public static int Function(GraphBuilder g, Graph f, Func<Input, int> input)
    {
        var ids = g.Replay(f, (id, _) => f[id].Op is Input i ? input(i) : null);
        return ids[f.Output(Names.Result)];
    }

    /// <summary>
    /// The inner loss of every row: the declared one of prediction and label, or ½‖y − v‖², or the declared one of key and label. Inputs that are
    /// not tokens are placed by <paramref name="place"/>; <paramref name="rows"/> is the extent of tokens.
    /// </summary>
    public static (int Loss, int? Prediction) Loss(GraphBuilder g, LayerModel model, Graph lifted, Extent rows, Func<Input, int> place)
    {
        Extent Rename(Extent e) => e.IsTokens ? rows : e;
        var loss = model.Loss is { } declared ? Build.Rename(declared.Graph, Rename) : null;
        lifted = Build.Rename(lifted, Rename);
        int Data(string name, Shape shape) => g.Input(name, InputRole.Data, shape);
        if (loss is not null && loss.Inputs().Any(i => i.Input.Role == InputRole.Fast))
            return (Rows(Function(g, loss, i => i.Role == InputRole.Data ? Data(i.Name, i.Shape) : place(i))), null);

        var y = Function(g, lifted, i => Names.IsToken(i.Name) ? Data(Names.Previous(Names.Key, i.Name), i.Shape) : place(i));
        y = g.Broadcast(y, new Shape(rows, g.ShapeOf(y).Columns));
        var v = g.Input(Names.Value, InputRole.Data, g.ShapeOf(y));
        if (loss is null)
            return (g.Scale(0.5, g.SumColumns(g.Square(g.Sub(y, v)))), y);
        return (Rows(Function(g, loss, i => i.Name == Names.Y ? y : i.Name == Names.V ? v : place(i))), y);

        int Rows(int value) => g.Broadcast(value, new Shape(rows, Extent.One));
    }

    /// <summary>f on the query rows, its fast weights read as <paramref name="reader"/> says.</summary>
    public static int Read(GraphBuilder g, Graph f, IReader reader, Extent rows)
    {
        Extent Rows(Extent e) => e.IsTokens ? rows : e;
        var ids = g.Replay(f, (id, done) =>
        {
            var node = f[id];
            if (KeyRows.IsProduct(f, node, out var weight))
                return reader.Product(done[node.Arg(0)], weight, done[node.Arg(1)], ((MatMul)node.Op).TransposeRight);
            return node.Op switch
            {
                Input x when Names.IsToken(x.Name) => g.Input(Names.Previous(Names.Query, x.Name), InputRole.Data, x.Shape.Map(Rows)),
                Input { Role: InputRole.Fast, Shape.Rows.IsOne: true } v => reader.Vector(v.Name, g.Make(v)),
                Input { Role: InputRole.Fast } w => reader is SharedReader shared ? shared.Matrix(w.Name) : g.Make(w),
                Input i => g.Make(i),
                _ => g.Make(node.Op.WithExtents(Rows), node.Args.Select(a => done[a]).ToArray()),
            };
        });
        var result = ids[f.Output(Names.Result)];
        return g.Broadcast(result, new Shape(rows, g.ShapeOf(result).Columns));
    }

    /// <summary>Replays a graph with other extents and inputs.</summary>
    public static Graph Rename(Graph graph, Func<Extent, Extent> extents)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) =>
        {
            var node = graph[id];
            return g.Make(node.Op.WithExtents(extents), node.Args.Select(a => done[a]).ToArray());
        });
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    /// <summary>The program of one row.</summary>
    public static Graph OneRow(Graph graph) => Rename(graph, static e => e.Kind == ExtentKind.Tokens ? Extent.One : e);
}
