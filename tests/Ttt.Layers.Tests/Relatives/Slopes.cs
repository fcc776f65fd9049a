using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>What accumulates inside a mini-batch, Σ λ∇ℓ, against finite differences of Σ λℓ.</summary>
static class Slopes
{
    const double Step = 1e-5;
    const double Tolerance = 1e-8;

    internal delegate double Loss(double[] k, double[] v, double[][,] weights);

    /// <summary>Checks the sums of every weight; of one rate for all weights, or of a rate for each.</summary>
    internal static void Check(Tokens tokens, string[] names, double[][,] weights, InnerRun run, Loss loss)
    {
        var state = run.Of(tokens).State;
        for (var n = 0; n < names.Length; n++)
        {
            var (at, rate) = (n, tokens.Rates[Math.Min(n, tokens.Rates.Length - 1)]);
            double total(int i, int j, double step)
            {
                double[][,] moved = [.. weights.Select(w => (double[,])w.Clone())];
                moved[at][i, j] += step;
                return Enumerable.Range(0, tokens.Count).Sum(t => rate[t] * loss([.. Row(tokens.K, t).Cast<double>()], [.. Row(tokens.V, t).Cast<double>()], moved));
            }
            var slopes = Create(weights[n].GetLength(0), weights[n].GetLength(1), (i, j) => (total(i, j, Step) - total(i, j, -Step)) / (2 * Step));
            Equal(slopes, state[TttState.SumsOf(names[n])], Tolerance);
        }
    }

    /// <summary>x W.</summary>
    internal static double[] Times(double[] x, double[,] w) => [.. Enumerable.Range(0, w.GetLength(1)).Select(c => x.Select((value, i) => value * w[i, c]).Sum())];

    /// <summary>(silu(x Wg) ∘ (x Wu)) Wd.</summary>
    internal static double[] GatedAnswer(double[] x, double[][,] weights)
        => Times([.. Times(x, weights[0]).Zip(Times(x, weights[1]), (gate, up) => gate / (1 + Math.Exp(-gate)) * up)], weights[2]);
}
