using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>What options add to the standard views, against loops over numbers, and the laws that must survive it.</summary>
public class StandardViewTests
{
    const int Tokens = 11;

    static readonly TttLayerOptions All = TestLayers.Options() with { Bias = true, Convolve = Views.All, Silu = Views.All, L2Norm = Views.All, RopeModulo = false };

    static ViewReference View(TttLayer layer, string projection, string convolution, Func<int, int>? position) => new(layer, projection, convolution) { Position = position };

    [Fact]
    public void NoOptionIsProjectionAndRotationInTheMiniBatch()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random("reference");
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var all = layer.Activations(x_BTC);
        Near.Equal(View(layer, "q_proj", "", t => t % 4).Of(x_BTC), all.Query, 1e-12, "query");
        Near.Equal(View(layer, "k_proj", "", t => t % 4).Of(x_BTC), all.Key, 1e-12, "key");
        Near.Equal(View(layer, "v_proj", "", null).Of(x_BTC), all.Value, 1e-12, "value");
    }

    public static TheoryData<bool, Views, Views, Views, bool> Combinations => new()
    {
        { true, Views.None, Views.None, Views.None, true },
        { false, Views.All, Views.None, Views.None, true },
        { false, Views.Key, Views.Query, Views.None, true },
        { false, Views.None, Views.Value, Views.QueryKey, false },
        { true, Views.Value, Views.Key, Views.Value, false },
        { true, Views.All, Views.All, Views.All, false },
    };

    [Theory]
    [MemberData(nameof(Combinations))]
    public void OptionsActInTheirOrder(bool bias, Views convolve, Views silu, Views l2Norm, bool modulo)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random("reference", TestLayers.Options() with { Bias = bias, Convolve = convolve, Silu = silu, L2Norm = l2Norm, RopeModulo = modulo, ConvKernel = 3 });
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var all = layer.Activations(x_BTC);
        Tensor expected(Views view, string letter) => new ViewReference(layer, letter + "_proj", "conv_" + letter)
        {
            Convolve = convolve.HasFlag(view),
            Silu = silu.HasFlag(view),
            L2Norm = l2Norm.HasFlag(view),
            Position = view == Views.Value ? null : t => modulo ? t % 4 : t,
        }.Of(x_BTC);
        Near.Equal(expected(Views.Query, "q"), all.Query, 1e-12, "query");
        Near.Equal(expected(Views.Key, "k"), all.Key, 1e-12, "key");
        Near.Equal(expected(Views.Value, "v"), all.Value, 1e-12, "value");
    }

    [Fact]
    public void SharedProjectionHasOneConvolutionForEachView()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = TestLayers.Random("reference", TestLayers.Options() with { ShareQk = true });
        using var twice = TestLayers.Random("reference", TestLayers.Options() with { ShareQk = true, Convolve = Views.QueryKey });
        var x_BTC = TestLayers.Tokens(2, Tokens);
        Assert.Equal(plain.state_dict().Keys, twice.state_dict().Keys);
        Near.Equal(plain.forward(x_BTC), twice.forward(x_BTC), 0, "output");
        var expected = new ViewReference(plain, "q_proj", "conv_k") { Convolve = true, Position = t => t % 4 };
        Near.Equal(expected.Of(x_BTC), plain.Activations(x_BTC).Key, 1e-12, "key");
    }

    public static TheoryData<GradientDescent, bool> Modes
    {
        get
        {
            var data = new TheoryData<GradientDescent, bool>();
            foreach (var mode in Enum.GetValues<GradientDescent>())
                foreach (var shared in new[] { false, true }) data.Add(mode, shared);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void AnySplitIsTheWhole(GradientDescent mode, bool shared)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random("reference", All with { Mode = mode, ShareQk = shared, HeadNorm = true, Gate = true, TanhGate = true });
        var x_BTC = TestLayers.Tokens(2, 14);
        var whole = Pieces.Run(layer, x_BTC, 14);
        Assert.Equal(shared ? ["conv_qk", "conv_v"] : ["conv_k", "conv_q", "conv_v"], whole.State.Keys.Where(name => name.StartsWith("conv", StringComparison.Ordinal)).Order());
        int[][] splits = [[4, 10], [1, 13], [5, 1, 1, 7], [13, 1], [2, 2, 2, 2, 2, 2, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]];
        foreach (var split in splits) Pieces.AssertSame(whole, Pieces.Run(layer, x_BTC, split), 1e-10, string.Join("+", split));
    }

    [Fact]
    public void ParametersOfTheOptions()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = TestLayers.Fresh("reference", TestLayers.Options());
        using var layer = TestLayers.Fresh("reference", All);
        Assert.Equal(
            ["conv_k.bias", "conv_k.weight", "conv_q.bias", "conv_q.weight", "conv_v.bias", "conv_v.weight", "k_proj.bias", "q_proj.bias", "v_proj.bias"],
            layer.state_dict().Keys.Except(plain.state_dict().Keys).Order(StringComparer.Ordinal));
        Assert.Equal([TestLayers.Width, 1, 4], layer.get_parameter("conv_v.weight")!.shape);
        foreach (var letter in "qkv") Assert.Equal(0, layer.get_parameter(letter + "_proj.bias")!.abs().max().item<float>());
    }

    [Fact]
    public void StateWithoutATailIsRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = TestLayers.Random("reference", TestLayers.Options());
        using var convolved = TestLayers.Random("reference", TestLayers.Options() with { Convolve = Views.Value });
        var x_BTC = TestLayers.Tokens(1, 3);
        using var state = plain.forward(x_BTC, null).State;
        Assert.Contains("The state lacks conv_v", Assert.Throws<ArgumentException>(() => convolved.forward(x_BTC, state)).Message);
    }
}
