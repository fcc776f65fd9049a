using System.Collections.Generic;
using System.Linq;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>
/// How the weights that row i reads follow from the state and the gradients of the rows: W_i = W + Σ_s ρ_i^s S_s − Σ_{j≤i} C_ij ∇_j.
/// An optimiser that is linear in the gradients is nothing but a choice of carried terms S_s, their row coefficients ρ^s and C.
/// </summary>
internal sealed class RowUpdate(GraphBuilder g, int coefficients, IReadOnlyList<(int Coefficient, System.Func<string, string> State)> carried)
{
    /// <summary>C, lower triangular [b,b].</summary>
    public int Coefficients { get; } = coefficients;

    /// <summary>Gradient descent with token rates λ and position factors τ from a boundary: C = tril(τ λᵀ).</summary>
    public static RowUpdate FromBoundary(GraphBuilder g, int position, int rate)
        => new(g, Causal(g, position, rate), []);

    /// <summary>The same at an offset inside the mini-batch: the sums A of the rows since the boundary enter as −τ A.</summary>
    public static RowUpdate FromOffset(GraphBuilder g, int position, int rate)
        => new(g, Causal(g, position, rate), [(g.Neg(position), Names.Sum)]);

    private static int Causal(GraphBuilder g, int position, int rate) => g.Tril(g.Mul(position, g.Transpose(rate)));

    /// <summary>x̄·W_i for every row i, without ever forming W_i.</summary>
    public int Read(int x, string parameter, int weight, bool transpose, IEnumerable<(int Left, int Right)> uses)
    {
        x = g.Broadcast(x, new Shape(Extent.Tokens, g.ShapeOf(x).Columns));
        var sum = g.MatMul(x, weight, false, transpose);
        foreach (var (coefficient, state) in carried)
            sum = g.Add(sum, g.Mul(coefficient, g.MatMul(x, Carried(state(parameter), weight), false, transpose)));
        foreach (var (left, right) in uses)
        {
            var scores = g.MatMul(x, transpose ? right : left, false, true);
            sum = g.Sub(sum, g.MatMul(g.Mul(Coefficients, scores), transpose ? left : right));
        }
        return sum;
    }

    /// <summary>A fast vector or scalar as every row i reads it.</summary>
    public int Read(string parameter, int value, int delta)
    {
        var sum = value;
        foreach (var (coefficient, state) in carried)
            sum = g.Add(sum, g.Mul(coefficient, Carried(state(parameter), value)));
        return g.Sub(g.Broadcast(sum, g.ShapeOf(delta)), g.MatMul(Coefficients, delta));
    }

    /// <summary>Σ_j c_j ∇_j of a parameter, c a column over the rows.</summary>
    public static int Weighted(GraphBuilder g, int c, Shape shape, IEnumerable<(int Left, int Right)> uses)
        => uses.Aggregate(g.Zero(shape), (sum, u) => g.Add(sum, g.MatMul(u.Left, g.Mul(c, u.Right), true)));

    public static int Weighted(GraphBuilder g, int c, int delta) => g.SumRows(g.Mul(c, delta));

    private int Carried(string name, int like) => g.Input(name, InputRole.Sums, g.ShapeOf(like));
}
