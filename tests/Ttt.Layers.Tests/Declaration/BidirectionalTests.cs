using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>A layer that runs both ways is the composition of its one-way self.</summary>
public class BidirectionalTests
{
    static readonly TttLayerOptions OneWay = TestLayers.Options() with { Convolve = Views.All, Gate = true };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IsTheCompositionByHand(bool tanhGate)
    {
        using var scope = torch.NewDisposeScope();
        using var both = TestLayers.Random("reference", OneWay with { Bidirectional = true, TanhGate = tanhGate });
        using var one = TestLayers.Random("reference", OneWay);
        foreach (var (name, parameter) in one.named_parameters()) parameter.data<double>().CopyFrom(both.get_parameter(name)!.data<double>().ToArray());
        Tensor gate(string name) => tanhGate ? both.get_parameter(name)!.tanh() : torch.ones(TestLayers.Width, dtype: torch.float64);
        Tensor reversed(Tensor z_BTC) => z_BTC.index_select(1, torch.tensor(new long[] { 6, 5, 4, 3, 2, 1, 0 }));
        var x_BTC = TestLayers.Tokens(2, 7);
        var y_BTC = x_BTC + one.forward(x_BTC) * gate("tanh_gate");
        var z_BTC = y_BTC + reversed(one.forward(reversed(y_BTC)) * gate("tanh_gate_reverse"));
        Near.Equal(z_BTC, x_BTC + both.forward(x_BTC), 1e-12, "block output");
        Near.Equal(both.forward(x_BTC), both.Activations(x_BTC).Output, 0, "activations");
    }

    [Fact]
    public void TanhGatesOfZeroAreTheIdentity()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random("reference", OneWay with { Bidirectional = true, TanhGate = true });
        layer.get_parameter("tanh_gate")!.zero_();
        layer.get_parameter("tanh_gate_reverse")!.zero_();
        Assert.Equal(0, layer.forward(TestLayers.Tokens(1, 5)).abs().max().item<double>());
    }

    [Fact]
    public void StatesAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var one = TestLayers.Random("reference", OneWay);
        using var both = TestLayers.Random("reference", OneWay with { Bidirectional = true });
        var x_BTC = TestLayers.Tokens(1, 3);
        using var state = one.forward(x_BTC, null).State;
        foreach (var given in new[] { null, state })
            Assert.Contains("cannot return or continue from a state: Bidirectional", Assert.Throws<InvalidOperationException>(() => both.forward(x_BTC, given)).Message);
    }

    [Fact]
    public void CausalityFollowsFromTheSettings()
    {
        static bool causal(LayerDeclaration declaration, bool? bidirectional = null) => new LayerSettings(declaration, OneWay with { Bidirectional = bidirectional }).IsCausal;
        var chunkEnd = LinearReference.Declared with { ReadOut = ReadOut.ChunkEnd };
        var bothWays = LinearReference.Declared with { Bidirectional = true };
        Assert.True(LinearReference.Declared.IsCausal);
        Assert.False(chunkEnd.IsCausal);
        Assert.False(bothWays.IsCausal);
        Assert.True(causal(LinearReference.Declared with { ReadOut = ReadOut.ApplyThenUpdate }));
        Assert.False(causal(chunkEnd));
        Assert.False(causal(bothWays));
        Assert.True(causal(bothWays, bidirectional: false));
    }
}
