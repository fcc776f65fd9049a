using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// Simplifies sums: folds a bias into its matrix where both share their coefficients and errors,
/// (C∘S)·R + C·R = (C∘(S+1))·R, and takes common factors out, p∘X + p∘Y = p∘(X + Y).
/// Local algebra, common subexpressions and dead values are the builder's work.
/// </summary>
internal static class Simplify
{
    public static Graph Run(Graph graph)
    {
        for (var round = 0; round < 8; round++)
        {
            var next = Once(graph);
            if (next.Equals(graph))
                break;
            graph = next;
        }
        return Sink(graph);
    }

    /// <summary>Moves numbers to the smaller operand, so that a mean's 1/D multiplies a column and not a matrix.</summary>
    public static Graph Sink(Graph graph)
    {
        var g = new GraphBuilder(sinkScales: true);
        var ids = g.Replay(graph, static (_, _) => null);
        return g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }));
    }

    private static Graph Once(Graph graph)
        => Sums.Rewrite(graph, static (g, terms) => terms.Count < 3 && !terms.Any(t => g[t.Id].Op is Mul or MatMul) ? null : Rebuild(g, terms));

    private static int Rebuild(GraphBuilder g, List<Term> terms)
    {
        for (var i = 0; i < terms.Count; i++)
            for (var j = 0; j < terms.Count; j++)
                if (i != j && terms[i].Negative == terms[j].Negative && Merge(g, terms[i].Id, terms[j].Id) is { } merged)
                {
                    terms[i] = terms[i] with { Id = merged };
                    terms.RemoveAt(j);
                    // What was merged may merge again with any other.
                    i -= j < i ? 1 : 0;
                    j = -1;
                }
        return Sums.Of(g, terms);
    }

    private static int? Merge(GraphBuilder g, int a, int b) => FoldBias(g, a, b) ?? CommonFactor(g, a, b);

    /// <summary>(C∘S)·R + C·R = (C∘(S+1))·R.</summary>
    private static int? FoldBias(GraphBuilder g, int weight, int bias)
    {
        var (w, b) = (g[weight], g[bias]);
        if (w.Op is not MatMul || b.Op is not MatMul || !w.Op.Equals(b.Op) || w.Arg(1) != b.Arg(1) || g[w.Arg(0)].Op is not Mul)
            return null;
        var scores = g[w.Arg(0)];
        if (scores.Shape != g.ShapeOf(b.Arg(0)))
            return null;
        int? other = scores.Arg(0) == b.Arg(0) ? scores.Arg(1) : scores.Arg(1) == b.Arg(0) ? scores.Arg(0) : null;
        return other is { } s && g.ShapeOf(s) == scores.Shape ? g.Make(w.Op, g.Mul(b.Arg(0), g.AddConst(s, 1)), b.Arg(1)) : null;
    }

    private static int? CommonFactor(GraphBuilder g, int a, int b)
    {
        var (x, y) = (g[a], g[b]);
        if (x.Op is not Mul || y.Op is not Mul)
            return null;
        foreach (var factor in x.Args)
            if (y.Args.Contains(factor))
            {
                var left = x.Arg(0) == factor ? x.Arg(1) : x.Arg(0);
                var right = y.Arg(0) == factor ? y.Arg(1) : y.Arg(0);
                if (Shape.Broadcast(g.ShapeOf(left), g.ShapeOf(right)) is not null)
                    return g.Mul(factor, g.Add(left, right));
            }
        return null;
    }
}
