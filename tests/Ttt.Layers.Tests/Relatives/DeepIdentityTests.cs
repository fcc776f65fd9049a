using Ttt.Layers.Tests.Support;
using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Inner models of several layers, convolutions and losses of their own: forms agree, gradients are slopes.</summary>
public class DeepIdentityTests
{
    const int Hidden = 7;

    static readonly Tokens Given = Tokens.Random() with { Rates = [Between(0.05, 0.2, 12, 4)], Retention = Between(0.8, 1, 12, 8), Momentum = Between(0.1, 0.9, 12, 5) };

    static TttLayerOptions Options(int size) => new() { Width = 5, Heads = 1, MiniBatchSize = size, Rope = false };

    static TttLayerOptions Deep(int size) => Options(size) with { Dimensions = new Dictionary<string, int> { ["Hidden"] = Hidden } };

    static InnerRun SwiGlu(int size) => new InnerRun(new BareSwiGlu(Deep(size))).Set("wg", Table.Random(5, Hidden, 1)).Set("wu", Table.Random(5, Hidden, 2)).Set("wd", Table.Random(Hidden, 4, 3));

    static void SameInEveryForm(InnerRun run, Tokens tokens)
    {
        run.Form = ScanForm.Primal;
        var expected = run.Of(tokens);
        foreach (var form in new[] { ScanForm.Dual, ScanForm.Decode })
        {
            run.Form = form;
            var actual = run.Of(tokens);
            Equal(expected.Z, actual.Z);
            foreach (var (name, value) in expected.State) Equal(value, actual.State[name]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(12)]
    public void I1_ThreeLayersWithMomentumAndDecay(int size)
    {
        using var run = new InnerRun(new BareMlp3(Deep(size))).Set("w1", Table.Random(5, Hidden, 1)).Set("w2", Table.Random(Hidden, Hidden, 2)).Set("w3", Table.Random(Hidden, 4, 3));
        SameInEveryForm(run, Given);
    }

    [Fact]
    public void I2_GatedErrorsAreSlopes()
    {
        using var run = SwiGlu(20);
        string[] names = ["wg", "wu", "wd"];
        double[][,] weights = [Table.Random(5, Hidden, 1), Table.Random(5, Hidden, 2), Table.Random(Hidden, 4, 3)];
        Slopes.Check(Given with { Retention = null }, names, weights, run, (k, v, w) => 0.5 * Slopes.GatedAnswer(k, w).Select((y, c) => (y - v[c]) * (y - v[c])).Sum());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void I3_GatedWithDecay(int size)
    {
        using var run = SwiGlu(size);
        SameInEveryForm(run, Given);
    }

    [Fact]
    public void N1_NonCausalMiniBatchesReadTheWeightsAfterThem()
    {
        const int Size = 5;
        using var layer = TestLayers.Random("video", new TttLayerOptions { Width = 5, Heads = 1, MiniBatchSize = Size, HeadDimension = 5, Rope = false, Bidirectional = false });
        using var run = new InnerRun(layer);
        var tokens = Tokens.Random(5, 5) with { Rates = [Constant(0.1, 12)] };
        var z = run.Of(tokens).Z;
        foreach (var end in new[] { Size, 2 * Size })
        {
            // The tokens to the end of a mini-batch, and its own once more, without learning.
            double[,] again(double[,] rows) => Create(end + Size, 5, (i, c) => rows[i < end ? i : i - Size, c]);
            var answers = run.Of(new Tokens(again(tokens.Q), again(tokens.K), again(tokens.V)) { Rates = [[.. Constant(0.1, end), .. Constant(0, Size)]] }).Z;
            Equal(Create(Size, 5, (i, c) => answers[end + i, c]), Create(Size, 5, (i, c) => z[end - Size + i, c]));
        }
    }

    [Theory]
    [InlineData(ScanForm.Dual)]
    [InlineData(ScanForm.Primal)]
    [InlineData(ScanForm.Decode)]
    public void O1_O2_AConvolutionIsALinearModelOfEveryChannel(ScanForm form)
    {
        const int Size = 5;
        const int Taps = 4;
        var tokens = Tokens.Random(5, 5);
        var kernels = Table.Random(Taps, 5, 9);
        using var run = new InnerRun(new TttConv(Options(Size))) { Form = form };
        for (var tap = 0; tap < Taps; tap++) run.Set("w" + tap, Row(kernels, tap));
        var z = run.Of(tokens).Z;
        for (var c = 0; c < 5; c++)
        {
            var channel = c;
            double[,] windows(double[,] x) => Create(12, Taps, (t, j) => t >= j ? x[t - j, channel] : 0);
            var own = new Tokens(windows(tokens.Q), windows(tokens.K), Create(12, 1, (t, _) => tokens.V[t, channel])) { Rates = tokens.Rates };
            var expected = new PlainDescent { Start = Create(Taps, 1, (j, _) => kernels[j, channel]), MiniBatch = Size }.Run(own).Z;
            Equal(expected, Create(12, 1, (t, _) => z[t, channel]));
        }
    }

    [Fact]
    public void S1_CubesHaveTheirSlope()
    {
        var start = Table.Random(5, 4, 9);
        using var run = new InnerRun(new BareCubes(Options(20))).Set("w", start);
        Slopes.Check(Given, ["w"], [start], run, (k, v, w) => Slopes.Times(k, w[0]).Select((y, c) => Math.Pow(Math.Abs(y - v[c]), 3)).Sum());
    }

    [Fact]
    public void S2_HuberHasItsSlope()
    {
        const double Delta = 0.5;
        var start = Table.Random(5, 4, 9);
        using var run = new InnerRun(new BareHuber(Options(20))).Set("w", start);
        static double huber(double r) => Math.Abs(r) <= Delta ? r * r / 2 : Delta * (Math.Abs(r) - Delta / 2);
        Slopes.Check(Given, ["w"], [start], run, (k, v, w) => Slopes.Times(k, w[0]).Select((y, c) => huber(y - v[c])).Sum());
    }
}
