using System;
using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;

namespace Ttt.Generators.Kernels;

/// <summary>A sum as the rows it is a product of: Σ LᵀR over the tokens since the boundary.</summary>
internal sealed record RecentSum(string Sum, Shape Left, Shape Right);

/// <summary>The kernels of one token that read the rows since the boundary, by what they stand for.</summary>
internal sealed record RecentKernels(KernelGraph Decode, KernelGraph Boundary, EquatableArray<RecentSum> Sums);

/// <summary>
/// Sums that every token adds one outer product to, and reads in products of one row alone, as the rows since the boundary: q·(LᵀR) = (q·Lᵀ)·R. A step then reads the
/// weights and a few rows, and writes one row, where sums as large as the weights are read and written.
/// </summary>
internal static class RecentRows
{
    public static RecentKernels? Run(Graph decode, Graph boundary)
    {
        if (decode.Nodes.Any(n => n.Shape.Rows == Extent.Keys || n.Shape.Columns == Extent.Keys))
            return null;
        var added = decode.Inputs().Where(i => i.Input.Role == InputRole.State && !i.Input.Shape.Rows.IsOne && !i.Input.Shape.Columns.IsOne)
            .Select(i => (Sum: i.Id, i.Input.Name, Rows: Added(decode, i.Id))).Where(s => s.Rows is not null && IsReadByRows(decode, s.Sum))
            .ToDictionary(s => s.Name, s => s.Rows!.Value);
        if (added.Count == 0)
            return null;
        var sums = added.Select(s => new RecentSum(s.Key, RowOf(decode[s.Value.Column]), decode[s.Value.Row].Shape)).ToArray();
        return new(new(Step(decode, added, sums), EquatableArray<Carry>.Empty), new(Crossed(boundary, sums), EquatableArray<Carry>.Empty), sums.ToEquatable());
    }

    public static string Left(string sum) => "@left:" + sum;

    public static string Right(string sum) => "@right:" + sum;

    /// <summary>The column and the row whose product a sum grows by; null where it does not grow so.</summary>
    private static (int Column, int Row)? Added(Graph graph, int sum)
    {
        if (graph.Find(Names.Next(((Input)graph[sum].Op).Name)) is not { } next || graph[next].Op is not Add || !graph[next].Args.Contains(sum))
            return null;
        var outer = graph[graph[next].Args.First(a => a != sum)];
        if (outer.Op is not Mul)
            return null;
        var factors = outer.Args.Select(a => KernelSchedule.Operand(graph, a)).ToArray();
        var (columns, rows) = (factors.Where(f => IsColumn(graph[f].Shape)).ToArray(), factors.Where(f => IsColumn(graph[f].Shape.Transposed)).ToArray());
        return columns.Length == 1 && rows.Length == 1 ? (columns[0], rows[0]) : null;
    }

    private static bool IsColumn(Shape shape) => shape.Columns.IsOne && !shape.Rows.IsOne;

    private static Shape RowOf(Node node) => node.Shape.Transposed;

    private static bool IsReadByRows(Graph graph, int sum)
        => graph.Nodes.All(n => !n.Args.Contains(sum) || n.Op is Add && graph.Find(Names.Next(((Input)graph[sum].Op).Name)) is { } next && graph[next] == n
            || n.Op is MatMul { TransposeLeft: false } && n.Arg(0) != sum && n.Shape.Rows.IsOne);

    private static Graph Step(Graph graph, IReadOnlyDictionary<string, (int Column, int Row)> added, RecentSum[] sums)
    {
        var g = new GraphBuilder();
        var ids = g.Replay(graph, (id, done) =>
        {
            if (graph[id].Op is not MatMul product || graph[graph[id].Arg(1)].Op is not Input { Role: InputRole.State } state || sums.FirstOrDefault(s => s.Sum == state.Name) is not { } sum)
                return null;
            var (left, right) = product.TransposeRight ? (RightOf(g, sum), LeftOf(g, sum)) : (LeftOf(g, sum), RightOf(g, sum));
            return g.MatMul(g.MatMul(done[graph[id].Arg(0)], left, false, true), right);
        });
        var outputs = graph.Outputs.Where(o => !sums.Any(s => o.Name == Names.Next(s.Sum))).Select(o => o with { Id = ids[o.Id] })
            .Concat(sums.SelectMany(s => new[] { new Output(Left(s.Sum), g.Transpose(ids[added[s.Sum].Column])), new Output(Right(s.Sum), ids[added[s.Sum].Row]) }));
        return KernelAlgebra.Run(g.ToGraph(outputs.ToList()));
    }

    private static Graph Crossed(Graph graph, RecentSum[] sums)
    {
        var g = new GraphBuilder();
        int? Rows(int id) => graph[id].Op is Input { Role: InputRole.State } state && sums.FirstOrDefault(s => s.Sum == state.Name) is { } sum
            ? g.MatMul(LeftOf(g, sum), RightOf(g, sum), true) : null;
        var ids = g.Replay(graph, (id, done) =>
        {
            // A number in front of a sum multiplies its few rows.
            if (graph[id].Op is Mul && graph[id].Args.Select(Rows).FirstOrDefault(r => r is not null) is { } sum && graph[id].Args.Any(a => graph[a].Shape.IsScalar))
                return g.MatMul(g[sum].Arg(0), g.Mul(done[graph[id].Args.First(a => graph[a].Shape.IsScalar)], g[sum].Arg(1)), true);
            return Rows(id);
        });
        return KernelAlgebra.Run(g.ToGraph(graph.Outputs.Select(o => o with { Id = ids[o.Id] }).ToList()));
    }

    private static int LeftOf(GraphBuilder g, RecentSum sum) => g.Input(Left(sum.Sum), InputRole.State, new(Extent.Keys, sum.Left.Columns));

    private static int RightOf(GraphBuilder g, RecentSum sum) => g.Input(Right(sum.Sum), InputRole.State, new(Extent.Keys, sum.Right.Columns));
}
