using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>The delta rule and what it is the same as, against plain loops.</summary>
public class DeltaIdentityTests
{
    static readonly double[,] Start = Table.Random(5, 4, 9);
    static readonly Tokens Given = Tokens.Random();
    static readonly Tokens Square = Tokens.Random(5, 5);
    static readonly double[] Keep = Between(0.6, 1, 12, 8);

    static TttLayerOptions Options(GradientDescent? mode = null, int? size = null) => new() { Width = 5, Heads = 1, Mode = mode, MiniBatchSize = size };

    static InnerRun Linear(GradientDescent? mode, int? size = null, double[,]? start = null) => new InnerRun(new BareLinear(Options(mode, size))).Set("w", start ?? Start);

    [Fact]
    public void C1_OnlineDescentIsTheDeltaRecurrence()
    {
        using var run = new InnerRun(new DeltaNet(Options()));
        var (w, z) = (Zeros(5, 5), Zeros(12, 5));
        for (var t = 0; t < 12; t++)
        {
            var (k, v, beta) = (Row(Square.K, t), Row(Square.V, t), Square.Rates[0][t]);
            var (forget, write) = (Times(Transposed(k), Times(k, w)), Times(Transposed(k), v));
            w = Plus(Plus(w, forget, -beta), write, beta);
            SetRow(z, t, Times(Row(Square.Q, t), w));
        }
        var (actual, state) = run.Of(Square);
        Equal(z, actual);
        Equal(w, state["W"]);
    }

    // The triangular solve takes rows in stretches of 64, so more than that, and a number of them that 64 does not divide.
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(64)]
    [InlineData(150)]
    public void C2_TheTriangularSolveIsTheRecurrence(int count)
    {
        var tokens = Tokens.Random(5, 4, count) with { Rates = [Between(0.05, 0.3, count, 6)] };
        using var run = Linear(GradientDescent.Online);
        var (z, w, _) = new PlainDescent { Start = Start }.Run(tokens);
        foreach (var form in new[] { ScanForm.Dual, ScanForm.Primal })
        {
            run.Form = form;
            var (actual, state) = run.Of(tokens);
            Equal(z, actual);
            Equal(w, state["w"]);
        }
    }

    [Fact]
    public void D1_DecayThenAStepIsGatedDeltaNetAndTheOtherOrderIsNot()
    {
        var tokens = Square with { Retention = Keep };
        using var gated = new InnerRun(new GatedDeltaNet(Options()));
        var expected = new PlainDescent { Start = Zeros(5, 5), ShrinkFirst = true }.Run(tokens);
        Equal(expected.Z, gated.Of(tokens).Z);
        Equal(expected.W, gated.Of(tokens).State["W"]);

        using var after = new InnerRun(new BareDecay(Options() with { Dimensions = new Dictionary<string, int> { ["Out"] = 5 } })).Set("w", Zeros(5, 5));
        var other = after.Of(tokens).Z;
        Equal(new PlainDescent { Start = Zeros(5, 5) }.Run(tokens).Z, other);
        Assert.True(Plus(expected.Z, other, -1).Cast<double>().Max(Math.Abs) > 0.01);
    }

    [Fact]
    public void D2_TheGatedSolveIsTheRecurrence()
    {
        var tokens = Tokens.Random(5, 5, 100) with { Retention = Between(0.8, 1, 100, 3), Rates = [Between(0.05, 0.3, 100, 6)] };
        using var run = new InnerRun(new GatedDeltaNet(Options()));
        var dual = run.Of(tokens);
        run.Form = ScanForm.Primal;
        Equal(run.Of(tokens).Z, dual.Z);
        Equal(new PlainDescent { Start = Zeros(5, 5), ShrinkFirst = true }.Run(tokens).Z, dual.Z);
    }

    [Fact]
    public void D3_WithoutDecayItIsDeltaNet()
    {
        using var gated = new InnerRun(new GatedDeltaNet(Options()));
        using var delta = new InnerRun(new DeltaNet(Options()));
        Equal(delta.Of(Square).Z, gated.Of(Square with { Retention = Constant(1, 12) }).Z);
    }

    [Fact]
    public void E1_TheProximalStepOfEveryColumnIsAnExplicitStepOfItsOwnRate()
    {
        var beta = Create(12, 4, (t, c) => 0.2 + 0.1 * c + 0.05 * t);
        var (w, z) = (Start, Zeros(12, 4));
        for (var t = 0; t < 12; t++)
        {
            // argmin ‖w_c − w‖² + β (k·w_c − v)²: (I + β kᵀk) w_c = w + β v kᵀ.
            var (before, k, next) = (w, Row(Given.K, t), Zeros(5, 4));
            for (var c = 0; c < 4; c++)
            {
                var system = Create(5, 5, (i, j) => (i == j ? 1 : 0) + beta[t, c] * k[0, i] * k[0, j]);
                var column = Solve(system, Create(5, 1, (i, _) => before[i, c] + beta[t, c] * Given.V[t, c] * k[0, i]));
                for (var i = 0; i < 5; i++) next[i, c] = column[i, 0];
            }
            w = next;
            SetRow(z, t, Times(Row(Given.Q, t), w));
        }
        using var run = new InnerRun(new BareColumns(Options())).Set("w", Start);
        var rates = Create(12, 4, (t, c) => beta[t, c] / (1 + beta[t, c] * Length(Given.K, t)));
        Equal(z, run.Of(Given with { ColumnRates = rates }).Z);
    }

    [Fact]
    public void E2_OneRateForAllColumnsIsDeltaNetWithThatRate()
    {
        double[] rate = [.. Square.Rates[0].Select((beta, t) => beta / (1 + beta * Length(Square.K, t)))];
        using var longhorn = new InnerRun(new Longhorn(Options()));
        using var delta = new InnerRun(new DeltaNet(Options()));
        Equal(delta.Of(Square with { Rates = [rate] }).Z, longhorn.Of(Square with { Rates = [rate] }).Z);
    }

    [Fact]
    public void P1_StepsOfTwoTrackParity()
    {
        int[] bits = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1];
        var ones = Create(bits.Length, 1, (_, _) => 1);
        using var run = new InnerRun(new BareLinear(new() { Width = 1, Heads = 1, Mode = GradientDescent.Online, Dimensions = new Dictionary<string, int> { ["Out"] = 1 } })).Set("w", new double[,] { { 1 } });
        var z = run.Of(new Tokens(ones, ones, Zeros(bits.Length, 1)) { Rates = [[.. bits.Select(bit => 2.0 * bit)]] }).Z;
        Equal(Create(bits.Length, 1, (t, _) => bits[..(t + 1)].Sum() % 2 == 0 ? 1 : -1), z, 1e-12);
    }

    [Fact]
    public void P2_StepsOfTwoMultiplyTranspositions()
    {
        (int I, int J)[] swaps = [(0, 1), (3, 4), (1, 2), (0, 4), (2, 3), (1, 4)];
        var keys = Create(swaps.Length, 5, (t, c) => c == swaps[t].I ? Math.Sqrt(0.5) : c == swaps[t].J ? -Math.Sqrt(0.5) : 0);
        using var run = new InnerRun(new BareLinear(Options(GradientDescent.Online) with { Dimensions = new Dictionary<string, int> { ["Out"] = 5 } })).Set("w", Create(5, 5, (i, j) => i == j ? 1 : 0));
        var order = new[] { 0, 1, 2, 3, 4 };
        foreach (var (i, j) in swaps) (order[i], order[j]) = (order[j], order[i]);
        var state = run.Of(new Tokens(keys, keys, Zeros(swaps.Length, 5)).With(2)).State;
        Equal(Create(5, 5, (i, j) => order[i] == j ? 1 : 0), state["w"], 1e-12);
    }

    [Fact]
    public void Q1_SeveralStepsATokenAreALongerSequence()
    {
        const int Steps = 3;
        var (w, z) = (Zeros(5, 5), Zeros(4, 5));
        for (var t = 0; t < 4; t++)
        {
            for (var s = Steps * t; s < Steps * (t + 1); s++)
            {
                var k = Row(Square.K, s);
                w = Plus(w, Times(Transposed(k), Plus(Times(k, w), Row(Square.V, s), -1)), -Square.Rates[0][s]);
            }
            SetRow(z, t, Times(Row(Square.Q, Steps * t + 2), w));
        }
        using var run = new InnerRun(new DeltaNet(Options()));
        var all = run.Of(Square).Z;
        Equal(z, Create(4, 5, (t, c) => all[Steps * t + 2, c]));
    }

    [Fact]
    public void R1_MiniBatchesOfOneAreOnline()
    {
        using var online = Linear(GradientDescent.Online);
        using var ones = Linear(GradientDescent.MiniBatch, 1);
        Equal(online.Of(Given).Z, ones.Of(Given).Z);
        Equal(new PlainDescent { Start = Start }.Run(Given).Z, ones.Of(Given).Z);
    }

    [Fact]
    public void R2_OneMiniBatchIsBatch()
    {
        using var batch = Linear(GradientDescent.Batch);
        using var one = Linear(GradientDescent.MiniBatch, 12);
        Equal(batch.Of(Given).Z, one.Of(Given).Z);
        Equal(new PlainDescent { Start = Start, MiniBatch = 12 }.Run(Given).Z, one.Of(Given).Z);
    }

    static double Length(double[,] keys, int t) => Enumerable.Range(0, keys.GetLength(1)).Sum(c => keys[t, c] * keys[t, c]);
}
