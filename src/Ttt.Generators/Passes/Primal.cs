using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>One token at a time. The primal step is the definition; decoding is the same value, arranged for speed.</summary>
internal static class Primal
{
    /// <summary>
    /// A ← A + λ∇ℓ(W), W_t = W − τA, y = f(q; W_t): gradient by differentiating f and the loss as they stand, weights formed.
    /// </summary>
    public static Graph Step(Graph lifted, LayerModel model)
    {
        var g = new GraphBuilder();
        var (position, rate) = Scalars(g);
        var f = OneRow(lifted);
        var y = Build.Apply(g, f, Build.AsDeclared, Names.Key, out var parameters);
        var loss = Build.Loss(g, model, y, g.Input(Names.Value, InputRole.Data, g.ShapeOf(y)), Build.AsDeclared);
        var fast = parameters.Where(p => g[p.Value].Op is Input { Role: InputRole.Fast }).ToArray();
        var cotangents = Differentiation.Reverse(g, [(loss, g.Const(1, Shape.Scalar))], fast.Select(p => p.Value));

        var outputs = new List<Output>();
        var weights = new Dictionary<string, int>();
        foreach (var parameter in fast)
        {
            var gradient = cotangents.TryGetValue(parameter.Value, out var d) ? d : g.Zero(g.ShapeOf(parameter.Value));
            var sum = g.Add(g.Input(Names.Sum(parameter.Key), InputRole.Sums, g.ShapeOf(parameter.Value)), g.Mul(rate, gradient));
            weights[parameter.Key] = g.Sub(parameter.Value, g.Mul(position, sum));
            outputs.Add(new(Names.NextSum(parameter.Key), sum));
        }
        var read = g.Replay(f, (id, _) => f[id].Op switch
        {
            Input { Name: Names.X } x => g.Input(Names.Query, InputRole.Data, x.Shape),
            Input { Role: InputRole.Fast } input => weights[input.Name],
            _ => null,
        });
        outputs.Insert(0, new(Names.Output, read[f.Output(Names.Result)]));
        return Simplify.Run(g.ToGraph(outputs));
    }

    /// <summary>As <see cref="Step"/>, but W_t is never formed: x̄·W_t = x̄·W − τ(x̄·A), and gradients are outer products of rows.</summary>
    public static Graph Decode(Graph lifted, InnerGradients inner)
    {
        var g = new GraphBuilder();
        var (position, rate) = Scalars(g);
        var rows = Build.Rename(g, inner.Graph, Single, input => Dual.Unrow(g, input));
        var sums = new Dictionary<string, int>();
        foreach (var (_, input) in lifted.Inputs().Where(i => i.Input.Role == InputRole.Fast))
        {
            var sum = g.Input(Names.Sum(input.Name), InputRole.Sums, input.Shape);
            sums[input.Name] = g.Add(sum, inner.Uses.TryGetValue(input.Name, out var uses)
                ? RowUpdate.Weighted(g, rate, input.Shape, uses.Select(u => (rows[u.Left], rows[u.Right])))
                : g.Mul(rate, rows[Names.Delta(input.Name)]));
        }

        var f = OneRow(lifted);
        var ids = g.Replay(f, (id, done) =>
        {
            var node = f[id];
            if (node.Op is MatMul { TransposeLeft: false } m && f[node.Arg(1)].Op is Input { Role: InputRole.Fast } weight && !weight.Shape.Rows.IsOne)
            {
                var x = done[node.Arg(0)];
                var correction = g.MatMul(x, sums[weight.Name], false, m.TransposeRight);
                return g.Sub(g.MatMul(x, done[node.Arg(1)], false, m.TransposeRight), g.Mul(position, correction));
            }
            return node.Op switch
            {
                Input { Name: Names.X } x => g.Input(Names.Query, InputRole.Data, x.Shape),
                Input { Role: InputRole.Fast, Shape.Rows.IsOne: true } v => g.Sub(g.Make(v), g.Mul(position, sums[v.Name])),
                _ => null,
            };
        });
        var outputs = new List<Output> { new(Names.Output, ids[f.Output(Names.Result)]) };
        outputs.AddRange(sums.Select(s => new Output(Names.NextSum(s.Key), s.Value)));
        return Simplify.Run(g.ToGraph(outputs));
    }

    /// <summary>At a boundary: W ← W − τA.</summary>
    public static Graph Boundary(Graph lifted)
    {
        var g = new GraphBuilder();
        var position = g.Input(Names.Position, InputRole.Data, Shape.Scalar);
        return g.ToGraph(lifted.Inputs().Where(i => i.Input.Role == InputRole.Fast).Select(i => new Output(
            Names.Next(i.Input.Name),
            g.Sub(g.Make(i.Input), g.Mul(position, g.Input(Names.Sum(i.Input.Name), InputRole.Sums, i.Input.Shape))))));
    }

    private static (int Position, int Rate) Scalars(GraphBuilder g)
        => (g.Input(Names.Position, InputRole.Data, Shape.Scalar), g.Input(Names.Rate, InputRole.Data, Shape.Scalar));

    private static Extent Single(Extent extent) => extent.Kind == ExtentKind.Tokens ? Extent.One : extent;

    private static Graph OneRow(Graph graph)
    {
        var g = new GraphBuilder();
        var outputs = Build.Rename(g, graph, Single, input => g.Make(input));
        return g.ToGraph(outputs.Select(o => new Output(o.Key, o.Value)));
    }
}
