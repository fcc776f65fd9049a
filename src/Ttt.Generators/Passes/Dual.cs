using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// The dual form (arXiv 2407.04620, section 2.5 and appendix A, for any f): f is replayed on the query rows and every use of
/// a fast parameter reads the weights of its own row through the rows L, R and δ of the inner gradient.
/// </summary>
internal static class Dual
{
    /// <summary>A whole mini-batch from a boundary: outputs of all rows, weights after the last row.</summary>
    public static Graph Batch(Graph lifted, InnerGradients inner)
    {
        var g = new GraphBuilder();
        var rows = new KeyRows(g, inner);
        var update = RowUpdate.FromBoundary(g, rows.Position, rows.Rate);
        var outputs = new List<Output> { new(Names.Output, Query(g, lifted, rows, update)) };
        var step = g.Mul(rows.Rate, g.LastRow(rows.Position));
        foreach (var (name, id) in rows.Fast)
            outputs.Add(new(Names.Next(name), g.Sub(id, rows.Weighted(step, name, id))));
        return Simplify.Run(g.ToGraph(outputs));
    }

    /// <summary>Any rows at any offset inside a mini-batch: outputs, and the sums Σ λ_m ∇_m with these rows added.</summary>
    public static Graph Rows(Graph lifted, InnerGradients inner)
    {
        var g = new GraphBuilder();
        var rows = new KeyRows(g, inner);
        var update = RowUpdate.FromOffset(g, rows.Position, rows.Rate);
        var outputs = new List<Output> { new(Names.Output, Query(g, lifted, rows, update)) };
        foreach (var (name, id) in rows.Fast)
            outputs.Add(new(Names.NextSum(name), g.Add(g.Input(Names.Sum(name), InputRole.Sums, g.ShapeOf(id)), rows.Weighted(rows.Rate, name, id))));
        return Simplify.Run(g.ToGraph(outputs));
    }

    private static int Query(GraphBuilder g, Graph f, KeyRows rows, RowUpdate update)
    {
        var ids = g.Replay(f, (id, done) =>
        {
            var node = f[id];
            if (node.Op is MatMul { TransposeLeft: false } m && f[node.Arg(1)].Op is Input { Role: InputRole.Fast } weight && !weight.Shape.Rows.IsOne)
                return update.Read(done[node.Arg(0)], weight.Name, done[node.Arg(1)], m.TransposeRight, rows.Uses(weight.Name));
            return node.Op switch
            {
                Input { Name: Names.X } x => g.Input(Names.Query, InputRole.Data, x.Shape),
                Input { Role: InputRole.Fast, Shape.Rows.IsOne: true } v => update.Read(v.Name, g.Make(v), rows.Delta(v.Name)),
                _ => null,
            };
        });
        var result = ids[f.Output(Names.Result)];
        return g.Broadcast(result, new Shape(Extent.Tokens, g.ShapeOf(result).Columns));
    }

    /// <summary>The inner gradient's rows inside the graph that is being built.</summary>
    private sealed class KeyRows
    {
        private readonly GraphBuilder _g;
        private readonly InnerGradients _inner;
        private readonly Dictionary<string, int> _rows;

        public KeyRows(GraphBuilder g, InnerGradients inner)
        {
            _g = g;
            _inner = inner;
            Fast = [];
            _rows = Build.Rename(g, inner.Graph, static e => e, input => Unrow(g, input));
            Position = g.Input(Names.Position, InputRole.Data, new Shape(Extent.Tokens, Extent.One));
            Rate = g.Input(Names.Rate, InputRole.Data, new Shape(Extent.Tokens, Extent.One));
            foreach (var output in inner.Graph.Outputs.Where(o => o.Name.StartsWith(Names.Delta(""), System.StringComparison.Ordinal)))
            {
                var name = output.Name.Substring(Names.Delta("").Length);
                Fast.Add((name, g.Input(name, InputRole.Fast, new Shape(Extent.One, inner.Graph[output.Id].Shape.Columns))));
            }
            foreach (var (_, input) in inner.Graph.Inputs().Where(i => i.Input.Role == InputRole.Fast && inner.Uses.ContainsKey(i.Input.Name)))
                Fast.Add((input.Name, g.Make(input)));
        }

        public List<(string Name, int Id)> Fast { get; }

        public int Position { get; }

        public int Rate { get; }

        public IEnumerable<(int Left, int Right)> Uses(string name) => _inner.Uses[name].Select(u => (_rows[u.Left], _rows[u.Right]));

        public int Delta(string name) => _rows[Names.Delta(name)];

        public int Weighted(int c, string name, int id)
            => _rows.TryGetValue(Names.Delta(name), out var delta)
                ? RowUpdate.Weighted(_g, c, delta)
                : RowUpdate.Weighted(_g, c, _g.ShapeOf(id), Uses(name));
    }

    /// <summary>Rows of a repeated parameter become the parameter again, repeated.</summary>
    public static int Unrow(GraphBuilder g, Input input)
    {
        var prefix = Names.Rows("");
        if (!input.Name.StartsWith(prefix, System.StringComparison.Ordinal))
            return g.Make(input);
        var parameter = g.Input(input.Name.Substring(prefix.Length), input.Role, new Shape(Extent.One, input.Shape.Columns));
        return g.Broadcast(parameter, input.Shape);
    }
}
