using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>What descent of a linear inner model has in common with attention.</summary>
public class AttentionIdentityTests
{
    const double Eta = 0.3;

    static readonly double[,] Start = Table.Random(5, 4, 9);
    static readonly Tokens Given = Tokens.Random();
    static readonly Tokens Square = Tokens.Random(5, 5);

    static TttLayerOptions Options(GradientDescent? mode = null, int? size = null) => new() { Width = 5, Heads = 1, Mode = mode, MiniBatchSize = size, Rope = false };

    static double Causal(int i, int j) => j <= i ? 1 : 0;

    static double[,] LinearAttention(Tokens tokens) => Attention(tokens.Q, tokens.K, tokens.V, Causal);

    [Fact]
    public void A1_BatchDescentOfHalfTheSquares()
    {
        using var run = new InnerRun(new BareLinear(Options(GradientDescent.Batch))).Set("w", Zeros(5, 4));
        Equal(LinearAttention(Given), run.Of(Given.With(1)).Z);
    }

    [Fact]
    public void A2_BatchDescentOfTheSquaresAtHalfTheRate()
    {
        using var run = new InnerRun(new BareSquares(Options(GradientDescent.Batch))).Set("w", Zeros(5, 4));
        Equal(LinearAttention(Given), run.Of(Given.With(0.5)).Z);
    }

    [Theory]
    [InlineData(GradientDescent.Online)]
    [InlineData(GradientDescent.MiniBatch)]
    [InlineData(GradientDescent.Batch)]
    public void A3_EveryModeOfTheDotProduct(GradientDescent mode)
    {
        using var run = new InnerRun(new BareDot(Options(mode, 4))).Set("w", Start);
        Equal(Plus(Times(Given.Q, Start), LinearAttention(Given)), run.Of(Given.With(1)).Z);
    }

    [Fact]
    public void A4_BatchDescentFromInitialWeights()
    {
        using var run = new InnerRun(new BareLinear(Options(GradientDescent.Batch))).Set("w", Start);
        var attention = Attention(Given.Q, Given.K, Plus(Given.V, Times(Given.K, Start), -1), Causal);
        Equal(Plus(Times(Given.Q, Start), attention, Eta), run.Of(Given.With(Eta)).Z);
    }

    [Fact]
    public void A5_FeaturesAndAnAccumulatorNormalise()
    {
        static double[,] features(double[,] x) => Create(12, 5, (t, c) => x[t, c] > 0 ? x[t, c] + 1 : Math.Exp(x[t, c]));
        var (q, k) = (features(Square.Q), features(Square.K));
        var sums = Attention(q, k, Create(12, 1, (_, _) => 1), Causal);
        var attention = Attention(q, k, Square.V, Causal);
        using var run = new InnerRun(new NormalisedLinearAttention(Options()));
        Equal(Create(12, 5, (t, c) => attention[t, c] / (sums[t, 0] + 1e-6)), run.Of(new Tokens(q, k, Square.V).With(1)).Z);
    }

    [Fact]
    public void D4_DecayWeighsAttention()
    {
        var keep = Between(0.7, 1, 12, 8);
        double left(int i, int j) => j > i ? 0 : keep[(j + 1)..(i + 1)].Aggregate(1.0, (product, factor) => product * factor);
        var expected = Attention(Square.Q, Square.K, Square.V, left);
        var tokens = Square.With(1) with { Retention = keep };
        using var retention = new InnerRun(new RetNet(Options()));
        Equal(expected, retention.Of(tokens).Z);
        using var gated = new InnerRun(new GatedLinearAttention(Options()));
        Equal(expected, gated.Of(tokens).Z);
    }

    // Attention to whole mini-batches: the causal mask in blocks.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    public void J2_ReadBeforeTheMiniBatchIsAttentionToEarlierOnes(int size)
    {
        using var run = new InnerRun(new BareDotBefore(Options(size: size))).Set("w", Zeros(5, 4));
        Equal(Attention(Given.Q, Given.K, Given.V, (i, j) => j / size < i / size ? 1 : 0), run.Of(Given.With(1)).Z);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    public void J3_ReadAtTheEndIsAttentionToTheOwnOneToo(int size)
    {
        using var run = new InnerRun(new BareDotEnd(Options(size: size))).Set("w", Zeros(5, 4));
        Equal(Attention(Given.Q, Given.K, Given.V, (i, j) => j / size <= i / size ? 1 : 0), run.Of(Given.With(1)).Z);
    }

    [Fact]
    public void L1_AMeanOverOneMiniBatchIsAttentionToAll()
    {
        using var run = new InnerRun(new BareDotEnd(Options(size: 12))).Set("w", Zeros(5, 4));
        Equal(Scaled(1.0 / 12, Attention(Given.Q, Given.K, Given.V, (_, _) => 1)), run.Of(Given.With(1.0 / 12)).Z);
    }

    [Fact]
    public void N2_BackwardsItIsAttentionToWhatFollows()
    {
        using var run = new InnerRun(new LinearAttention(Options()));
        Equal(Attention(Square.Q, Square.K, Square.V, (i, j) => j >= i ? 1 : 0), Backwards(run));
    }

    [Fact]
    public void N3_BothWaysAreFullAttentionAndTheOwnTokenOnceMore()
    {
        using var run = new InnerRun(new LinearAttention(Options()));
        Equal(Attention(Square.Q, Square.K, Square.V, (i, j) => i == j ? 2 : 1), Plus(run.Of(Square.With(1)).Z, Backwards(run)));
    }

    static double[,] Backwards(InnerRun run) => Flipped(run.Of(new Tokens(Flipped(Square.Q), Flipped(Square.K), Flipped(Square.V)).With(1)).Z);
}
