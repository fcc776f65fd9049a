using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Known outputs and weights of linear inner models on four tokens, from an independent implementation.</summary>
public class GoldenNumberTests
{
    static readonly double[,] Q = { { 1, 0 }, { 0.5, -1 }, { 2, 1 }, { -1, 0.5 } };
    static readonly double[,] K = { { 1, 1 }, { 0, 2 }, { -1, 1 }, { 0.5, 0.5 } };
    static readonly double[,] V = { { 1, -1 }, { 2, 0 }, { 0, 1 }, { -1, 3 } };
    static readonly double[,] W0 = { { 0.1, 0.2 }, { -0.3, 0.4 } };
    static readonly Tokens Four = new(Q, K, V) { Rates = [[1, 1, 1, 1]] };
    static readonly double[] Beta = [0.5, 0.25, 0.4, 0.8];

    static TttLayerOptions Options(GradientDescent? mode = null, int? size = null)
        => new() { Width = 2, Heads = 1, Mode = mode, MiniBatchSize = size };

    static TttLayerOptions Bare(GradientDescent? mode = null, int? size = null) => Options(mode, size) with { Dimensions = new Dictionary<string, int> { ["Out"] = 2 } };

    [Fact]
    public void LinearAttentionUnnormalised()
    {
        using var run = new InnerRun(new LinearAttention(Options()));
        Equal(new double[,] { { 1, -1 }, { -4.5, 0.5 }, { 7, -4 }, { 1.75, 1.25 } }, run.Of(Four).Z);
    }

    [Fact]
    public void DotLossReadBeforeAndAfterMiniBatchesOfTwo()
    {
        using var before = new InnerRun(new BareDotBefore(Bare(size: 2))).Set("w", Zeros(2, 2));
        Equal(new double[,] { { 0, 0 }, { 0, 0 }, { 7, -3 }, { 1.5, 0.5 } }, before.Of(Four).Z);
        using var end = new InnerRun(new BareDotEnd(Bare(size: 2))).Set("w", Zeros(2, 2));
        Equal(new double[,] { { 1, -1 }, { -4.5, 0.5 }, { 5.5, 0.5 }, { 1.75, 1.25 } }, end.Of(Four).Z);
    }

    [Fact]
    public void DeltaNetOutputsAndWeights()
    {
        using var run = new InnerRun(new DeltaNet(Options()));
        var (z, state) = run.Of(Four with { Rates = [Beta] });
        Equal(new double[,] { { 0.5, -0.5 }, { -0.75, -0.25 }, { 2.2, -1.2 }, { 0.05, 0.15 } }, z);
        Equal(new double[,] { { 0, 0.6 }, { 0.1, 1.5 } }, state["W"]);
    }

    [Fact]
    public void GatedDeltaNetOutputsAndWeights()
    {
        using var run = new InnerRun(new GatedDeltaNet(Options()));
        var (z, state) = run.Of(Four with { Rates = [Beta], Retention = [0.9, 0.8, 0.7, 0.6] });
        Equal(new double[,] { { 0.5, -0.5 }, { -0.8, -0.2 }, { 1.428, -0.848 }, { 0.1496, -0.1896 } }, z);
        Equal(new double[,] { { -0.2488, 0.8928 }, { -0.1984, 1.4064 } }, state["W"]);
    }

    [Fact]
    public void LonghornOutputs()
    {
        using var run = new InnerRun(new Longhorn(Options()));
        double[] beta = [1, 2, 0.5, 4];
        double[] rate = [.. beta.Select((b, t) => b / (1 + b * (K[t, 0] * K[t, 0] + K[t, 1] * K[t, 1])))];
        double[,] expected = { { 0.333333333333, -0.333333333333 }, { -0.759259259259, -0.129629629630 }, { 1.740740740741, -0.879629629630 }, { 0.450617283951, -0.483024691358 } };
        Equal(expected, run.Of(Four with { Rates = [rate] }).Z, 1e-11);
    }

    [Fact]
    public void MesaOutputs()
    {
        using var run = new InnerRun(new Mesa(Options())).Set("ridge.l", Create(1, 2, (_, j) => Math.Log(Math.Exp((j == 0 ? 0.5 : 1) - 0.25) - 1)));
        Equal(new double[,] { { 0.5, -0.5 }, { -0.75, -0.25 }, { 1.514285714286, -1.6 }, { 0.182389937107, 0.308176100629 } }, run.Of(Four).Z, 1e-11);
    }

    public static TheoryData<int, double[], double[]> BareLinearNumbers() => new()
    {
        { 1, [0.22, 0.04, -0.182, -0.124, 0.7392, 0.1344, -0.0534, 0.0937], [0.1644, 0.0958, 0.222, 0.379] },
        { 2, [0.22, 0.04, -0.23, -0.06, 0.792, 0.064, -0.036, 0.0705], [0.168, 0.091, 0.264, 0.323] },
        { 4, [0.22, 0.04, -0.23, -0.06, 0.74, 0.08, 0.0325, 0.0525], [0.135, 0.095, 0.335, 0.295] },
    };

    [Theory]
    [MemberData(nameof(BareLinearNumbers))]
    public void BareTttLinear(int size, double[] outputs, double[] weights)
    {
        using var run = new InnerRun(new BareLinear(Bare(size: size))).Set("w", W0);
        var (z, state) = run.Of(Four.With(0.1));
        Equal(Create(4, 2, (i, j) => outputs[2 * i + j]), z);
        Equal(Create(2, 2, (i, j) => weights[2 * i + j]), state["w"]);
    }

    [Fact]
    public void TitansWithALinearMemory()
    {
        using var run = new InnerRun(new BareTitans(Bare(size: 2))).Set("w", W0);
        var (z, state) = run.Of(Four with { Rates = [[0.3, 0.2, 0.1, 0.25]], Momentum = [0.5, 0.9, 0.2, 0.7], Retention = [0.9, 0.95, 0.8, 0.7] });
        Equal(new double[,] { { 0.45, -0.3 }, { -1.07375, 0.5075 }, { 2.8342, -2.2781 }, { 0.06996125, 0.17904125 } }, z);
        Equal(new double[,] { { 0.3467175, -0.2094025 }, { 0.8333575, -0.0607225 } }, state["w"]);
        // Theirs is the step that is added, the buffer here the one that is subtracted.
        Equal(new double[,] { { 0.1683425, -0.3330275 }, { 0.1204625, -0.4490875 } }, state["w.momentum"]);
    }

    [Fact]
    public void OmegaRuleOnline()
    {
        using var run = new InnerRun(new BareOmega(Bare(GradientDescent.Online))).Set("w", W0);
        Equal(new double[,] { { 0.21, 0.02 }, { -0.2775, -0.03 }, { 1.1325, -0.29 }, { 0.0133475, 0.2369825 } }, run.Of(Four.With(0.1) with { Retention = Constant(0.9, 4) }).Z);
    }
}
