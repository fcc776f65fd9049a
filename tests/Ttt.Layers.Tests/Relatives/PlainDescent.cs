using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Inner descent of f(x) = xW in plain loops, straight from the equations.</summary>
sealed record PlainDescent
{
    /// <summary>The weights a sequence starts from.</summary>
    public required double[,] Start { get; init; }

    /// <summary>Tokens whose gradients are taken at the same weights.</summary>
    public int MiniBatch { get; init; } = 1;

    /// <summary>∂ℓ/∂y from y and v.</summary>
    public Func<double, double, double> Error { get; init; } = (y, v) => y - v;

    /// <summary>The weights shrink before the gradient is taken, for mini-batches of one.</summary>
    public bool ShrinkFirst { get; init; }

    public int Window { get; init; } = 1;

    public (double[,] Z, double[,] W, double[,] S) Run(Tokens tokens)
    {
        var (w, anchor) = (Start, Start);
        var s = Zeros(w.GetLength(0), w.GetLength(1));
        var z = Zeros(tokens.Count, w.GetLength(1));
        for (var t = 0; t < tokens.Count; t++)
        {
            var (keep, momentum) = (tokens.Retention?[t] ?? 1, tokens.Momentum?[t] ?? 0);
            if (t % MiniBatch == 0) anchor = ShrinkFirst ? Scaled(keep, w) : w;
            var gradient = Zeros(w.GetLength(0), w.GetLength(1));
            for (var j = Math.Max(0, t - Window + 1); j <= t; j++) gradient = Plus(gradient, Gradient(tokens, j, anchor), tokens.Weight?[j] ?? 1);
            s = Plus(Scaled(momentum, s), gradient, tokens.Rates[0][t]);
            w = Plus(Scaled(keep, w), s, -1);
            SetRow(z, t, Times(Row(tokens.Q, t), w));
        }
        return (z, w, s);
    }

    double[,] Gradient(Tokens tokens, int j, double[,] at)
    {
        var y = Times(Row(tokens.K, j), at);
        return Times(Transposed(Row(tokens.K, j)), Create(1, y.GetLength(1), (_, c) => Error(y[0, c], tokens.V[j, c])));
    }
}
