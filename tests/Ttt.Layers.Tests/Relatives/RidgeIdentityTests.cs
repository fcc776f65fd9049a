using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>MesaNet is the ridge regression of the tokens so far, and everything that is the same as that.</summary>
public class RidgeIdentityTests
{
    static readonly double[] Ridge = [0.5, 1, 0.4, 2, 0.8];
    static readonly Tokens Given = Tokens.Random(5, 5) with { Retention = Between(0.7, 1, 12, 8) };
    static readonly Tokens Plain = Given.With(1) with { Retention = Constant(1, 12) };

    static InnerRun Mesa(double[] ridge) => new InnerRun(new Mesa(new() { Width = 5, Heads = 1 }))
        .Set("ridge.l", Create(1, 5, (_, c) => ridge[c] > 30 ? ridge[c] - 0.25 : Math.Log(Math.Exp(ridge[c] - 0.25) - 1)));

    static double Weight(Tokens tokens, int j, int t) => tokens.Rates[0][j] * tokens.Retention![(j + 1)..(t + 1)].Aggregate(1.0, (product, factor) => product * factor);

    /// <summary>Σ w_j k_jᵀk_j + Λ and Σ w_j k_jᵀv_j of the tokens to t.</summary>
    static (double[,] H, double[,] R) Moments(Tokens tokens, int t, double[] ridge)
    {
        var (h, r) = (Create(5, 5, (i, j) => i == j ? ridge[i] : 0), Zeros(5, 5));
        for (var j = 0; j <= t; j++)
        {
            var k = Row(tokens.K, j);
            h = Plus(h, Times(Transposed(k), k), Weight(tokens, j, t));
            r = Plus(r, Times(Transposed(k), Row(tokens.V, j)), Weight(tokens, j, t));
        }
        return (h, r);
    }

    static double[,] Each(Tokens tokens, Func<int, double[,]> weights)
    {
        var z = Zeros(tokens.Count, 5);
        for (var t = 0; t < tokens.Count; t++) SetRow(z, t, Times(Row(tokens.Q, t), weights(t)));
        return z;
    }

    static double[,] Regression(Tokens tokens, double[] ridge) => Each(tokens, t =>
    {
        var (h, r) = Moments(tokens, t, ridge);
        return Solve(h, r);
    });

    [Fact]
    public void F1_RidgeRegressionOfThePrefix()
    {
        using var run = Mesa(Ridge);
        Equal(Regression(Plain, Ridge), run.Of(Plain).Z);
    }

    [Fact]
    public void F2_RecursiveLeastSquares()
    {
        // P ← P − P kᵀ k P / (1 + k P kᵀ), W ← W + P kᵀ (v − k W)
        var (p, w) = (Create(5, 5, (i, j) => i == j ? 1 / Ridge[i] : 0), Zeros(5, 5));
        var z = Each(Plain, t =>
        {
            var k = Row(Plain.K, t);
            var gain = Times(p, Transposed(k));
            p = Plus(p, Times(gain, Transposed(gain)), -1 / (1 + Times(k, gain)[0, 0]));
            return w = Plus(w, Times(Times(p, Transposed(k)), Plus(Row(Plain.V, t), Times(k, w), -1)));
        });
        using var run = Mesa(Ridge);
        Equal(z, run.Of(Plain).Z);
    }

    [Theory]
    [InlineData(ScanForm.Dual)]
    [InlineData(ScanForm.Primal)]
    [InlineData(ScanForm.Decode)]
    public void F3_GatesWeighTokensAndTheRidgeStays(ScanForm form)
    {
        using var run = Mesa(Ridge);
        run.Form = form;
        Equal(Regression(Given, Ridge), run.Of(Given).Z);
    }

    [Fact]
    public void F4_AnEndlessRidgeIsLinearAttention()
    {
        using var run = Mesa(Constant(1e8, 5));
        var attention = Attention(Plain.Q, Plain.K, Plain.V, (i, j) => j <= i ? 1 : 0);
        Equal(attention, Scaled(1e8, run.Of(Plain).Z), 1e-6);
    }

    [Fact]
    public void F5_OneNewtonStepFromAnywhere()
    {
        var start = Table.Random(5, 5, 11);
        var z = Each(Given, t =>
        {
            var (h, r) = Moments(Given, t, Ridge);
            return Plus(start, Solve(h, Plus(Times(h, start), r, -1)), -1);
        });
        using var run = Mesa(Ridge);
        Equal(z, run.Of(Given).Z);
    }

    // As many rows as a stretch of the scan has and more, so that the matrix is partly of the state and partly of the rows.
    [Fact]
    public void F6_ConjugateGradientsReachTheSolution()
    {
        var tokens = Tokens.Random(5, 5, 150) with { Retention = Between(0.9, 1, 150, 8) };
        using var run = Mesa(Ridge);
        Equal(Regression(tokens, Ridge), run.Of(tokens).Z, 1e-9);
    }
}
