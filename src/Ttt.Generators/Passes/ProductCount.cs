using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>A term of a count of operations: a number times extents, for instance 2·b·D·D.</summary>
internal readonly record struct CountTerm(double Coefficient, EquatableArray<Factor> Factors);

/// <summary>What a term is a multiple of.</summary>
internal readonly record struct Factor(FactorKind Kind, string Dimension)
{
    public static Factor Of(Extent extent)
        => extent.Kind switch { ExtentKind.Tokens => Rows, ExtentKind.Keys => new(FactorKind.Keys, ""), _ => new(FactorKind.Dimension, extent.Name) };

    public static readonly Factor Rows = new(FactorKind.Rows, "");
}

/// <summary>Rows b, b + 1, key rows e, e − b + 1 (what a window keeps of a row), or a dimension.</summary>
internal enum FactorKind
{
    Rows,
    RowsAndOne,
    Keys,
    Kept,
    Dimension,
}

/// <summary>
/// Counts the matrix products of programs, a multiply-add as two. A factor that is a lower triangle as it stands (left, not transposed) has (b + 1) / 2 of b terms
/// a row; all else counts in full: masked results, transposed triangles.
/// </summary>
internal static class ProductCount
{
    /// <summary>The products of a program of one mini-batch.</summary>
    public static List<CountTerm> Forward(Graph graph, bool outer = false)
    {
        var g = new GraphBuilder();
        return Count(g, Products(g, graph, outer).OrderBy(id => id));
    }

    /// <summary>
    /// The products that gradients add to those of a program, and once more those that add tokens to the state: whoever keeps no state per mini-batch runs the
    /// updates again. Other forward values count as kept.
    /// </summary>
    public static List<CountTerm> Backward(Graph forward, bool outer = false)
    {
        var g = new GraphBuilder();
        var known = Products(g, forward, outer);
        var own = Products(g, OuterVjp.Sweep(forward), outer);
        own.ExceptWith(known);
        return Count(g, known.Where(id => IsUpdate(g, id)).Concat(own).OrderBy(id => id));
    }

    /// <summary>A program of one token, run for each of the rows: its key rows are those of its own window.</summary>
    public static List<CountTerm> ForEachRow(this IEnumerable<CountTerm> terms)
        => terms.Select(t => t with { Factors = Sorted(t.Factors.Select(f => f.Kind == FactorKind.Keys ? f with { Kind = FactorKind.Kept } : f).Append(Factor.Rows)) }).ToList();

    public static List<CountTerm> Sum(IEnumerable<CountTerm> terms)
        => terms.GroupBy(t => t.Factors).Select(same => new CountTerm(same.Sum(t => t.Coefficient), same.Key)).ToList();

    private static List<CountTerm> Count(GraphBuilder g, IEnumerable<int> products) => Sum(products.SelectMany(id => Of(g, id)));

    private static HashSet<int> Products(GraphBuilder g, Graph graph, bool outer)
    {
        var ids = g.Replay(graph, static (_, _) => null);
        var (found, seen, open) = (new HashSet<int>(), new HashSet<int>(), new Stack<int>(graph.Outputs.Select(o => ids[o.Id])));
        while (open.Count > 0)
        {
            var id = open.Pop();
            if (!seen.Add(id))
                continue;
            foreach (var arg in g[id].Args)
                open.Push(arg);
            if (g[id].Op is MatMul or SolveLower or RidgeSolve || (outer && IsOuter(g, id)))
                found.Add(id);
        }
        return found;
    }

    /// <summary>A column times a row, which is what a product of one token with another is.</summary>
    private static bool IsOuter(GraphBuilder g, int id)
        => g[id].Op is Mul && !g[id].Shape.Rows.IsOne && !g[id].Shape.Columns.IsOne && g[id].Args.All(a => g.ShapeOf(a) is { Rows.IsOne: true } or { Columns.IsOne: true });

    private static bool IsUpdate(GraphBuilder g, int id)
        => !g[id].Shape.Rows.IsTokens && !g[id].Shape.Columns.IsTokens && (g[id].Op is Mul || (g[id].Op is MatMul && Inner(g, id).IsTokens));

    private static Extent Inner(GraphBuilder g, int id)
    {
        var left = g.ShapeOf(g[id].Arg(0));
        return ((MatMul)g[id].Op).TransposeLeft ? left.Rows : left.Columns;
    }

    private static IEnumerable<CountTerm> Of(GraphBuilder g, int id)
    {
        var shape = g[id].Shape;
        var result = new[] { shape.Rows, shape.Columns };
        switch (g[id].Op)
        {
            case RidgeSolve:
                // a factorisation, the row's term added to the matrix, two triangular solves
                yield return Term(1.0 / 3, [Factor.Of(shape.Rows), Factor.Of(shape.Columns), Factor.Of(shape.Columns), Factor.Of(shape.Columns)]);
                yield return Term(4, [Factor.Of(shape.Rows), Factor.Of(shape.Columns), Factor.Of(shape.Columns)]);
                yield break;
            case SolveLower:
                yield return Term(1, [new(FactorKind.RowsAndOne, ""), .. result.Select(Factor.Of)]);
                yield break;
            case MatMul { TransposeLeft: false } when Inner(g, id).IsTokens && Pattern(g, g[id].Arg(0)) is { } pattern:
                yield return Term(pattern == FactorKind.RowsAndOne ? 1 : 2, [new(pattern, ""), .. result.Select(Factor.Of)]);
                yield break;
            case MatMul:
                yield return Term(2, [Factor.Of(Inner(g, id)), .. result.Select(Factor.Of)]);
                yield break;
            default:
                yield return Term(2, result.Select(Factor.Of));
                yield break;
        }
    }

    private static CountTerm Term(double coefficient, IEnumerable<Factor> factors) => new(coefficient, Sorted(factors.Where(f => f != Factor.Of(Extent.One))));

    private static EquatableArray<Factor> Sorted(IEnumerable<Factor> factors)
        => factors.OrderBy(f => f.Kind).ThenBy(f => f.Dimension, StringComparer.Ordinal).ToEquatable();

    /// <summary>What is kept of every row: about half of it, a window, or null: all.</summary>
    private static FactorKind? Pattern(GraphBuilder g, int id)
    {
        var node = g[id];
        return node.Op switch
        {
            Tril or Retained => FactorKind.RowsAndOne,
            Band => FactorKind.Kept,
            Scale => Pattern(g, node.Arg(0)),
            Mul => node.Args.Where(a => g.ShapeOf(a) == node.Shape).Select(a => Pattern(g, a)).FirstOrDefault(p => p is not null),
            Add or Sub when Pattern(g, node.Arg(0)) is { } left && Pattern(g, node.Arg(1)) == left => left,
            _ => null,
        };
    }
}
