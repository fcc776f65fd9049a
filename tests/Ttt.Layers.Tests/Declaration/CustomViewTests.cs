using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>Declared views and rates replace the standard ones, their parameters stand under scoped names.</summary>
public class CustomViewTests
{
    sealed class OwnKeyAndRate(TttLayerOptions options, bool overridden = true) : TttLayer(Declared, options, sizes => new LinearProgram(sizes))
    {
        static LayerDeclaration Declared { get; } = LinearReference.Declared with
        {
            Name = "own",
            CustomKey = true,
            Gates = [new(InnerGate.Rate, true)],
            Parameters =
            [
                .. LinearReference.Declared.Parameters,
                new("key.k", ParameterKind.Slow, ParameterScope.Key, ["Model", "D"], Init.Default, false),
                new("rate.r", ParameterKind.Slow, ParameterScope.Rate, ["Model"], Init.One, false),
            ],
        };

        protected override Tensor ComputeKey(Tensor x_BTC) => overridden
            ? x_BTC.matmul(Parameter("key.k").t()).reshape(x_BTC.size(0), x_BTC.size(1), 2, -1).transpose(1, 2).tanh()
            : base.ComputeKey(x_BTC);

        protected override Tensor ComputeGate(int gate, Tensor x_BTC, Tensor key_BHTD) => x_BTC.matmul(Parameter("rate.r").t()).sigmoid().transpose(1, 2).unsqueeze(-1) * 0.1;
    }

    static readonly TttLayerOptions Options = new() { Width = 8, Heads = 2 };

    [Fact]
    public void ParametersStandUnderScopedNames()
    {
        using var layer = new OwnKeyAndRate(Options);
        var names = layer.named_parameters().Select(entry => entry.Item1).ToArray();
        Assert.Contains("key.k", names);
        Assert.Contains("rate.r", names);
        Assert.DoesNotContain("k_proj.weight", names);
        Assert.DoesNotContain("learnable_ttt_lr_weight", names);
        Assert.Contains("key.k", layer.state_dict().Keys);
        Assert.Equal([2, 8], layer.get_parameter("rate.r")!.shape);
    }

    [Fact]
    public void DeclaredViewsAreUsedUnrotatedAndTrained()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new OwnKeyAndRate(Options);
        var x_BTC = torch.ones(1, 6, 8);
        var all = layer.Activations(x_BTC);
        Near.Equal(all.Key.narrow(2, 0, 1), all.Key.narrow(2, 5, 1), 0, "the key of equal tokens");
        Assert.True(Near.Error(all.Query.narrow(2, 0, 1), all.Query.narrow(2, 5, 1)) > 1e-3, "the standard query is rotated");
        Assert.Equal(0.1 / (1 + Math.Exp(-8)), all.Gates[0].data<float>().ToArray()[0], 6);
        all.Output.square().sum().backward();
        foreach (var name in new[] { "key.k", "rate.r" }) Assert.NotEqual(0, layer.get_parameter(name)!.grad!.abs().max().item<float>());
    }

    [Fact]
    public void SharedProjectionServesTheStandardViewThatIsLeft()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new OwnKeyAndRate(Options with { ShareQk = true });
        var names = layer.named_parameters().Select(entry => entry.Item1).ToArray();
        Assert.Contains("conv_q.weight", names);
        Assert.DoesNotContain("conv_k.weight", names);
        Assert.Equal([1, 6, 8], layer.forward(torch.ones(1, 6, 8)).shape);
    }

    [Fact]
    public void MissingOverrideIsNamed()
    {
        using var layer = new OwnKeyAndRate(Options, overridden: false);
        Assert.Contains("does not override ComputeKey", Assert.Throws<InvalidOperationException>(() => layer.forward(torch.ones(1, 2, 8))).Message);
    }

    [Fact]
    public void TwoParametersOfOneNameAreRefused()
    {
        var declaration = LinearReference.Declared with { Parameters = [.. LinearReference.Declared.Parameters, LinearReference.Declared.Parameters[0]] };
        Assert.Contains("Two parameters are named W1", Assert.Throws<ArgumentException>(() => new Bare(declaration)).Message);
    }

    [Fact]
    public void LayerWithoutFastWeightsIsRefused()
        => Assert.Contains("no fast weights", Assert.Throws<ArgumentException>(() => new Bare(LinearReference.Declared with { Parameters = [] })).Message);

    [Fact]
    public void FastWeightThatIsNotLearnedIsNotStored()
    {
        var weights = LinearReference.Declared.Parameters;
        using var layer = new Bare(LinearReference.Declared with { Parameters = [weights[0], weights[1] with { Learned = false }, .. weights.Skip(2)] });
        Assert.Contains("W1", layer.state_dict().Keys);
        Assert.DoesNotContain("b1", layer.state_dict().Keys);
    }

    sealed class Bare(LayerDeclaration declaration) : TttLayer(declaration, Options, sizes => new LinearProgram(sizes));
}
