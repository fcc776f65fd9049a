using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>Places the declaration's functions inside a larger graph.</summary>
internal static class Build
{
    /// <summary>Names an input and gives its shape in the graph that is being built.</summary>
    public delegate (string Name, Shape Shape) Place(Input input);

    public static (string Name, Shape Shape) AsDeclared(Input input) => (input.Name, input.Shape);

    /// <summary>f on rows: <paramref name="data"/> names the rows, <paramref name="place"/> the parameters.</summary>
    public static int Apply(GraphBuilder g, Graph f, Place place, string data, out Dictionary<string, int> parameters)
    {
        var found = new Dictionary<string, int>();
        var ids = g.Replay(f, (id, _) =>
        {
            if (f[id].Op is not Input input)
                return null;
            if (input.Name == Names.X)
                return g.Input(data, InputRole.Data, input.Shape);
            var (name, shape) = place(input);
            return found[input.Name] = g.Input(name, input.Role, shape);
        });
        parameters = found;
        return ids[f.Output(Names.Result)];
    }

    /// <summary>The inner loss of every row, [b,1]: the declared one, or ½‖y − v‖².</summary>
    public static int Loss(GraphBuilder g, LayerModel model, int y, int v, Place place)
    {
        if (model.Loss is not { } loss)
            return g.Scale(0.5, g.SumColumns(g.Square(g.Sub(y, v))));
        var ids = g.Replay(loss.Graph, (id, _) => loss.Graph[id].Op switch
        {
            Input { Name: Names.Y } => y,
            Input { Name: Names.V } => v,
            Input input => place(input) is var (name, shape) ? g.Input(name, input.Role, shape) : null,
            _ => null,
        });
        var rows = ids[loss.Graph.Output(Names.Result)];
        return g.Broadcast(rows, new Shape(g.ShapeOf(y).Rows, Extent.One));
    }

    /// <summary>Replays a graph of rows with other extents and inputs.</summary>
    public static Dictionary<string, int> Rename(GraphBuilder g, Graph graph, Func<Extent, Extent> extents, Func<Input, int> input)
    {
        var ids = g.Replay(graph, (id, done) =>
        {
            var node = graph[id];
            return node.Op is Input i
                ? input(i with { Shape = i.Shape.Map(extents) })
                : g.Make(node.Op.WithExtents(extents), node.Args.Select(a => done[a]).ToArray());
        });
        return graph.Outputs.ToDictionary(o => o.Name, o => ids[o.Id]);
    }
}
