using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// Rewrites products with expressions of fast matrices into products with the matrices themselves:
/// x·(U + V) = x·U + x·V, x·(U·V) = (x·U)·V, x·(s U) = s (x·U). What remains is a use that the dual form can read.
/// </summary>
internal static class Lift
{
    public static Graph Run(Graph graph)
    {
        var g = new GraphBuilder();
        var fast = Fast(graph);
        var ids = g.Replay(graph, (id, done) => graph[id].Op is MatMul m && fast[graph[id].Arg(1)]
            ? Distribute(g, done[graph[id].Arg(0)], done[graph[id].Arg(1)], m.TransposeLeft, m.TransposeRight)
            : null);
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    /// <summary>Values that are matrices of weights: they depend on a fast matrix and hold no tokens.</summary>
    private static bool[] Fast(Graph graph)
    {
        var fast = new bool[graph.Nodes.Count];
        for (var id = 0; id < fast.Length; id++)
        {
            var node = graph[id];
            fast[id] = node.Op is Input { Role: InputRole.Fast }
                || (node.Shape.Rows.Kind != ExtentKind.Tokens && node.Shape.Columns.Kind != ExtentKind.Tokens && node.Args.Any(a => fast[a]));
        }
        return fast;
    }

    private static int Distribute(GraphBuilder g, int x, int w, bool transposeLeft, bool transpose)
    {
        if (transposeLeft)
            return Distribute(g, g.Transpose(x), w, false, transpose);
        var node = g[w];
        switch (node.Op)
        {
            case Add:
                return g.Add(Distribute(g, x, node.Arg(0), false, transpose), Distribute(g, x, node.Arg(1), false, transpose));
            case Sub:
                return g.Sub(Distribute(g, x, node.Arg(0), false, transpose), Distribute(g, x, node.Arg(1), false, transpose));
            case Scale scale:
                return g.Scale(scale.Factor, Distribute(g, x, node.Arg(0), false, transpose));
            case Mul when g.ShapeOf(node.Arg(0)).IsScalar:
                return g.Mul(node.Arg(0), Distribute(g, x, node.Arg(1), false, transpose));
            case Mul when g.ShapeOf(node.Arg(1)).IsScalar:
                return g.Mul(node.Arg(1), Distribute(g, x, node.Arg(0), false, transpose));
            case Div when g.ShapeOf(node.Arg(1)).IsScalar:
                return g.Div(Distribute(g, x, node.Arg(0), false, transpose), node.Arg(1));
            case Transpose:
                return Distribute(g, x, node.Arg(0), false, !transpose);
            case MatMul m when !transpose:
                return Distribute(g, Distribute(g, x, node.Arg(0), false, m.TransposeLeft), node.Arg(1), false, m.TransposeRight);
            case MatMul m:
                return Distribute(g, Distribute(g, x, node.Arg(1), false, !m.TransposeRight), node.Arg(0), false, !m.TransposeLeft);
            default:
                return g.MatMul(x, w, false, transpose);
        }
    }
}
