using System.Collections.Generic;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Passes;

/// <summary>How query rows read the fast weights.</summary>
internal interface IReader
{
    /// <summary>x̄·W, or x̄·Wᵀ.</summary>
    int Product(int x, string parameter, int weight, bool transpose);

    /// <summary>A fast vector or scalar; a row for each token, or one for all.</summary>
    int Vector(string parameter, int value);
}

/// <summary>Every row reads weights of its own, which are never formed: W_i = α_i W − Σ ρ_i X − Σ_j C_ij L_jᵀR_j.</summary>
internal sealed class RowReader(GraphBuilder g, KeyRows rows, IRowCoefficients coefficients) : IReader
{
    public int Product(int x, string parameter, int weight, bool transpose)
    {
        x = g.Broadcast(x, new Shape(Extent.Tokens, g.ShapeOf(x).Columns));
        var sum = g.MatMul(x, weight, false, transpose);
        if (coefficients.Alpha(parameter) is { } alpha)
            sum = g.Mul(alpha, sum);
        foreach (var (rho, state) in coefficients.Carried(parameter))
            sum = g.Sub(sum, g.Mul(rho, g.MatMul(x, State(state, weight), false, transpose)));
        var matrix = coefficients.Coefficients(parameter);
        foreach (var (left, right) in rows.Uses(parameter))
        {
            var scores = g.MatMul(x, transpose ? right : left, false, true);
            sum = g.Sub(sum, g.MatMul(g.Mul(matrix, scores), transpose ? left : right));
        }
        return sum;
    }

    public int Vector(string parameter, int value)
    {
        var sum = coefficients.Alpha(parameter) is { } alpha ? g.Mul(alpha, value) : value;
        foreach (var (rho, state) in coefficients.Carried(parameter))
            sum = g.Sub(sum, g.Mul(rho, State(state, value)));
        var shape = new Shape(Extent.Tokens, g.ShapeOf(value).Columns);
        return g.Sub(g.Broadcast(sum, shape), g.MatMul(coefficients.Coefficients(parameter), rows.Delta(parameter)));
    }

    private int State(string name, int like) => g.Input(name, InputRole.State, g.ShapeOf(like));
}

/// <summary>All rows read the same weights.</summary>
internal sealed class SharedReader(GraphBuilder g, IReadOnlyDictionary<string, int> weights) : IReader
{
    public int Product(int x, string parameter, int weight, bool transpose) => g.MatMul(x, weights[parameter], false, transpose);

    public int Vector(string parameter, int value) => weights[parameter];

    public int Matrix(string parameter) => weights[parameter];
}

/// <summary>α, ρ and C of every row.</summary>
internal interface IRowCoefficients
{
    int? Alpha(string parameter);

    IEnumerable<(int Rho, string State)> Carried(string parameter);

    int Coefficients(string parameter);
}

/// <summary>The coefficients of the row before: what is left before a token's own step; with <paramref name="shrink"/> after the weights shrank for it.</summary>
internal sealed class RowBefore(GraphBuilder g, Optimiser optimiser, bool shrink) : IRowCoefficients
{
    public int? Alpha(string parameter)
        => optimiser.Alpha(parameter) is not { } alpha ? null : shrink ? alpha : g.ShiftRows(alpha, 1);

    public IEnumerable<(int Rho, string State)> Carried(string parameter)
    {
        foreach (var (rho, state) in optimiser.Carried(parameter))
            yield return (Shrunk(parameter, g.ShiftRows(rho)), state);
    }

    public int Coefficients(string parameter) => Shrunk(parameter, g.ShiftRows(optimiser.Coefficients(parameter)));

    private int Shrunk(string parameter, int x) => shrink && optimiser.Retention(parameter) is { } gamma ? g.Mul(gamma, x) : x;
}
