using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>Norm of the heads, activation of the gate and tanh gate, against their formulas.</summary>
public class OutputOptionTests
{
    static readonly TttLayerOptions Options = TestLayers.Options();

    static Tensor HeadNormed(TttLayer layer, Tensor inner_BTI)
    {
        var weight = layer.get_parameter("head_norm.weight")!;
        var heads = Enumerable.Range(0, TestLayers.Heads).Select(h => inner_BTI.narrow(2, h * weight.size(0), weight.size(0)));
        return torch.cat([.. heads.Select(y => weight * y / ((y * y).sum(-1, keepdim: true) / weight.size(0) + 1e-6).sqrt())], 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HeadNormComesBeforeTheOutputNorm(bool postNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random("reference", Options with { HeadNorm = true, PostNorm = postNorm });
        Assert.Equal([6], layer.get_parameter("head_norm.weight")!.shape);
        var all = layer.Activations(TestLayers.Tokens(2, 7));
        var y = HeadNormed(layer, all.InnerOutput);
        if (postNorm)
        {
            var centred = y - y.mean([-1], keepdim: true);
            y = centred / ((centred * centred).mean([-1], keepdim: true) + 1e-6).sqrt() * layer.get_parameter("post_norm.weight")! + layer.get_parameter("post_norm.bias")!;
        }
        Near.Equal(y.matmul(layer.get_parameter("o_proj.weight")!.t()), all.Output, 1e-12, "output");
    }

    [Theory]
    [InlineData(GateActivation.Gelu)]
    [InlineData(GateActivation.Silu)]
    [InlineData(GateActivation.Sigmoid)]
    public void GateHasItsActivation(GateActivation activation)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Random("reference", Options with { Gate = true, GateActivation = activation, PostNorm = false });
        var x_BTC = TestLayers.Tokens(2, 5);
        var all = layer.Activations(x_BTC);
        var u = x_BTC.matmul(layer.get_parameter("g_proj.weight")!.t());
        var sigmoid = 1 / (1 + (-u).exp());
        var gate = activation switch
        {
            GateActivation.Silu => u * sigmoid,
            GateActivation.Sigmoid => sigmoid,
            _ => 0.5 * u * (1 + (Math.Sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)).tanh()),
        };
        Near.Equal((gate * all.InnerOutput).matmul(layer.get_parameter("o_proj.weight")!.t()), all.Output, 1e-12, "output");
    }

    [Fact]
    public void TanhGateScalesEveryChannel()
    {
        using var scope = torch.NewDisposeScope();
        using var plain = TestLayers.Random("reference", Options);
        using var gated = TestLayers.Random("reference", Options with { TanhGate = true });
        foreach (var (name, parameter) in plain.named_parameters()) gated.get_parameter(name)!.data<double>().CopyFrom(parameter.data<double>().ToArray());
        var x_BTC = TestLayers.Tokens(2, 5);
        var gate = gated.get_parameter("tanh_gate")!;
        Near.Equal(plain.forward(x_BTC) * gate.tanh(), gated.forward(x_BTC), 1e-12, "output");
        var (continued, state) = gated.forward(x_BTC, null);
        state.Dispose();
        Near.Equal(gated.forward(x_BTC), continued, 1e-12, "with a state");
        using (torch.no_grad()) gate.zero_();
        Assert.Equal(0, gated.forward(x_BTC).abs().max().item<double>());
    }

    [Fact]
    public void InitialValues()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = TestLayers.Fresh("reference", Options with { TanhGate = true, HeadNorm = true, Bidirectional = true });
        foreach (var name in new[] { "tanh_gate", "tanh_gate_reverse" }) Assert.Equal([.. Enumerable.Repeat(0.1f, TestLayers.Width)], layer.get_parameter(name)!.data<float>().ToArray());
        Assert.Equal([.. Enumerable.Repeat(1f, 6)], layer.get_parameter("head_norm.weight")!.data<float>().ToArray());
        Assert.All(layer.named_parameters(), entry => Assert.True(entry.Item2.requires_grad, entry.Item1));
    }
}
