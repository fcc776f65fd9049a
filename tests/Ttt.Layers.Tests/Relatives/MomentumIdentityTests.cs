using static Ttt.Layers.Tests.Relatives.Table;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Momentum, decay and windows, against plain loops.</summary>
public class MomentumIdentityTests
{
    static readonly double[,] Start = Table.Random(5, 4, 9);
    static readonly Tokens Given = Tokens.Random() with { Rates = [Between(0.05, 0.3, 12, 4)] };
    static readonly Tokens Gated = Given with { Retention = Between(0.6, 1, 12, 8), Momentum = Between(0.1, 0.9, 12, 5) };

    static TttLayerOptions Options(GradientDescent? mode = null, int? size = null, int? window = null)
        => new() { Width = 5, Heads = 1, Mode = mode, MiniBatchSize = size, Window = window };

    public static TheoryData<int, ScanForm> Sizes()
    {
        var data = new TheoryData<int, ScanForm>();
        foreach (var size in new[] { 1, 3, 4, 6, 12 })
            foreach (var form in Enum.GetValues<ScanForm>()) data.Add(size, form);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void G1_MomentumAndDecayInEveryForm(int size, ScanForm form)
    {
        using var run = new InnerRun(new BareTitans(Options(size: size))) { Form = form }.Set("w", Start);
        var (z, w, s) = new PlainDescent { Start = Start, MiniBatch = size }.Run(Gated);
        var (actual, state) = run.Of(Gated);
        Equal(z, actual);
        Equal(w, state["w"]);
        Equal(s, state["w.momentum"]);
    }

    [Fact]
    public void G2_WithoutMomentumAndDecayItIsDeltaNet()
    {
        using var titans = new InnerRun(new BareTitans(Options(size: 1))).Set("w", Start);
        using var delta = new InnerRun(new BareLinear(Options(GradientDescent.Online))).Set("w", Start);
        Equal(delta.Of(Given).Z, titans.Of(Given).Z);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 5)]
    [InlineData(12, 4)]
    [InlineData(5, 12)]
    public void M1_AWindowInEveryForm(int window, int size)
    {
        var tokens = Gated with { Momentum = null, Weight = Between(0.2, 1, 12, 3) };
        using var run = new InnerRun(new BareOmega(Options(size: size, window: window))).Set("w", Start);
        var (z, _, _) = new PlainDescent { Start = Start, MiniBatch = size, Window = window }.Run(tokens);
        foreach (var form in Enum.GetValues<ScanForm>())
        {
            run.Form = form;
            Equal(z, run.Of(tokens).Z);
        }
    }

    [Fact]
    public void M2_AWindowOfOneTokenIsDeltaNet()
    {
        using var omega = new InnerRun(new BareOmega(Options(GradientDescent.Online, window: 1))).Set("w", Start);
        using var delta = new InnerRun(new BareLinear(Options(GradientDescent.Online))).Set("w", Start);
        Equal(delta.Of(Given).Z, omega.Of(Given).Z);
    }
}
