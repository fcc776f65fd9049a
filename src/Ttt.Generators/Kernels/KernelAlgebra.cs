using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>
/// Algebra for kernels. Row sums go through sums and factors that are constant along the row (a sum of differences from the mean is zero), so that one pass over the
/// rows yields what two would; of x − y and y − x one is kept; products come last in sums, so that they add onto what is there.
/// </summary>
internal static class KernelAlgebra
{
    public static Graph Run(Graph graph)
    {
        for (var round = 0; round < 4; round++)
        {
            var next = Simplify.Run(RowSums(graph));
            if (next.Equals(graph))
                break;
            graph = next;
        }
        return ProductsLast(Simplify.Run(Opposites.Run(graph)));
    }

    private static Graph RowSums(Graph graph)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) => graph[id].Op is SumColumns ? Sum(g, done[graph[id].Arg(0)]) : null);
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    private static int Sum(GraphBuilder g, int x)
    {
        var node = g[x];
        if (node.Op is not (Add or Sub) || !node.Args.Any(a => Leaves(g, a, node.Shape)))
            return g.SumColumns(x);
        var (a, b) = (Term(g, node.Arg(0), node.Shape), Term(g, node.Arg(1), node.Shape));
        return node.Op is Add ? g.Add(a, b) : g.Sub(a, b);
    }

    private static int Term(GraphBuilder g, int x, Shape shape)
        => g.ShapeOf(x) == shape ? Sum(g, x) : g.SumColumns(g.Broadcast(x, shape));

    /// <summary>A term whose row sum is a number times another row sum.</summary>
    private static bool Leaves(GraphBuilder g, int x, Shape shape)
        => g.ShapeOf(x) != shape && g.ShapeOf(x).Columns.IsOne || g[x].Op is Mul && g[x].Args.Any(a => g.ShapeOf(a).Columns.IsOne);

    private static Graph ProductsLast(Graph graph)
    {
        return Simplify.Sink(Sums.Rewrite(graph, static (g, terms) =>
        {
            if (terms.Count < 2)
                return null;
            var first = terms.Where(t => g[t.Id].Op.Kernel is not (KernelRole.Product or KernelRole.ColumnSum)).ToList();
            var last = terms.Where(t => g[t.Id].Op.Kernel is KernelRole.Product or KernelRole.ColumnSum).ToList();
            if (first.Count == 0 || last.Count == 0)
                return null;
            var start = Sums.Of(g, first);
            return Sums.Of(g, new[] { new Term(start, false) }.Concat(last).ToList());
        }));
    }
}
