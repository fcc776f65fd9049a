using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Passes;

/// <summary>
/// The inner loss minimised exactly (MesaNet, arXiv 2506.05233): for f linear in W and a squared loss the minimum of Σ_j c_j ℓ_j + ½ Σ Λ W² is
/// W = (H + diag Λ)⁻¹ M with H = Σ c_j s_j L_jᵀL_j and M = −Σ c_j L_jᵀr_j, the error being R = s ∘ LW + r. Rates weigh tokens, retention forgets them.
/// </summary>
internal static class RidgeRegression
{
    /// <summary>Why the minimum has no such form; null where it has.</summary>
    public static Obstacle? Obstacle(LayerModel model, InnerGradients inner)
    {
        var g = new GraphBuilder();
        if (LinearError.Analyse(g, model, inner, out _, out _, out var lefts) is { } obstacle)
            return obstacle;
        return model.FastParameters().Count() == 1 && lefts.Count == 1 ? null
            : new(model.FastParameters().Last().Name, "ridge regression solves for one fast matrix");
    }

    /// <summary>Any number of rows: outputs, and the two moments after them.</summary>
    public static Graph Rows(LayerModel model, Graph lifted, InnerGradients inner)
    {
        var g = new GraphBuilder();
        LinearError.Analyse(g, model, inner, out var slope, out var rest, out var lefts);
        var parameter = model.FastParameters().Single();
        var left = lefts[parameter.Name];
        var optimiser = new Optimiser(g, model, Start.Online);
        var coefficients = g.Mul(g.Broadcast(g.Transpose(slope), new(Extent.One, Extent.Tokens)), optimiser.Coefficients(parameter.Name));
        var alpha = optimiser.Alpha(parameter.Name) ?? g.Const(1, new(Extent.Tokens, Extent.One));
        var gram = g.Input(Names.Gram(parameter.Name), InputRole.State, new(parameter.ShapeOf().Rows, parameter.ShapeOf().Rows));
        var moment = g.Input(Names.Moment(parameter.Name), InputRole.State, parameter.ShapeOf());
        var ridge = Build.Function(g, model.Ridge!.Graph, i => g.Make(i));
        ridge = g.Broadcast(ridge, new(Extent.One, parameter.ShapeOf().Rows));

        var solver = new Solver(g, (gram, left, alpha, coefficients, ridge), moment, optimiser.Coefficients(parameter.Name), rest);
        var column = optimiser.SumColumn(parameter.Name);
        var outputs = new List<Output>
        {
            new(Names.Output, Build.Read(g, lifted, solver, Extent.Tokens)),
            new(Names.Next(Names.Gram(parameter.Name)), g.Add(g.Mul(g.LastRow(alpha), gram), g.MatMul(g.Mul(g.Mul(column, slope), left), left, true))),
            new(Names.Next(Names.Moment(parameter.Name)), g.Sub(g.Mul(g.LastRow(alpha), moment), g.MatMul(left, g.Mul(column, rest), true))),
        };
        return Simplify.Run(g.ToGraph(outputs));
    }

    /// <summary>x̄·W_i = (x̄ (H_i + Λ)⁻¹) M_i.</summary>
    private sealed class Solver(GraphBuilder g, (int Gram, int Left, int Alpha, int Coefficients, int Ridge) system, int moment, int coefficients, int rest) : IReader
    {
        public int Product(int x, string parameter, int weight, bool transpose)
        {
            x = g.Broadcast(x, new Shape(Extent.Tokens, g.ShapeOf(x).Columns));
            var solved = g.Make(new RidgeSolve(), x, system.Gram, system.Left, system.Alpha, system.Coefficients, system.Ridge);
            var scores = g.MatMul(solved, system.Left, false, true);
            return g.Sub(g.Mul(system.Alpha, g.MatMul(solved, moment)), g.MatMul(g.Mul(coefficients, scores), rest));
        }

        public int Vector(string parameter, int value) => value;
    }
}
