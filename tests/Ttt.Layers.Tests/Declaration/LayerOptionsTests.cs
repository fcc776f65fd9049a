using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>What options make of a layer: its parameters, their initial values, and what is refused.</summary>
public class LayerOptionsTests
{
    static readonly TttLayerOptions Options = new() { Width = 64, Heads = 4 };

    static string[] Names(TttLayerOptions options)
    {
        using var layer = new LinearReference(options);
        return [.. layer.named_parameters().Select(entry => entry.Item1).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void PublishedNames() => Assert.Equal(
        [
            "W1", "b1", "k_proj.weight", "learnable_token_idx", "learnable_ttt_lr_bias", "learnable_ttt_lr_weight", "o_proj.weight", "post_norm.bias",
            "post_norm.weight", "q_proj.weight", "ttt_norm_bias", "ttt_norm_weight", "v_proj.weight",
        ], Names(Options));

    [Fact]
    public void OptionsAddAndRemoveParameters()
    {
        var standard = Names(Options);
        Assert.Equal(["g_proj.weight"], Names(Options with { Gate = true }).Except(standard));
        Assert.Equal(["conv_k.bias", "conv_k.weight", "conv_q.bias", "conv_q.weight"], Names(Options with { ShareQk = true }).Except(standard));
        Assert.Equal(["k_proj.weight"], standard.Except(Names(Options with { ShareQk = true })));
        Assert.Equal(["learnable_token_idx"], standard.Except(Names(Options with { PositionFactor = PositionFactor.None })));
        Assert.Equal(["post_norm.bias", "post_norm.weight"], standard.Except(Names(Options with { PostNorm = false })));
    }

    [Fact]
    public void InitialValues()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(5);
        using var layer = new LinearReference(Options with { Gate = true });
        double mean(string name) => layer.get_parameter(name)!.mean().item<float>();
        double deviation(string name) => Math.Sqrt(layer.get_parameter(name)!.square().mean().item<float>());
        foreach (var name in new[] { "W1", "q_proj.weight", "k_proj.weight", "v_proj.weight", "o_proj.weight", "g_proj.weight", "learnable_ttt_lr_weight" })
            Assert.InRange(deviation(name), 0.017, 0.023);
        foreach (var name in new[] { "b1", "learnable_ttt_lr_bias", "learnable_token_idx", "ttt_norm_bias", "post_norm.bias" }) Assert.Equal(0, deviation(name));
        foreach (var name in new[] { "ttt_norm_weight", "post_norm.weight" }) Assert.Equal((1, 1), (mean(name), deviation(name)));
        Assert.All(layer.named_parameters(), entry => Assert.True(entry.Item2.requires_grad));
    }

    [Fact]
    public void OutlivesTheScopeItWasMadeIn()
    {
        LinearReference layer;
        using (torch.NewDisposeScope()) layer = new LinearReference(Options with { ShareQk = true, Gate = true });
        using var scope = torch.NewDisposeScope();
        Assert.All(layer.named_parameters(), entry => Assert.False(entry.Item2.IsInvalid, entry.Item1));
        Assert.Equal([1, 3, 64], layer.forward(torch.ones(1, 3, 64)).shape);
        layer.Dispose();
    }

    [Fact]
    public void HeadDimensionMayDifferFromWidthByHeads()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new LinearReference(Options with { HeadDimension = 6 });
        Assert.Equal([24, 64], layer.get_parameter("q_proj.weight")!.shape);
        Assert.Equal([24], layer.get_parameter("post_norm.weight")!.shape);
        Assert.Equal([2, 5, 64], layer.forward(torch.ones(2, 5, 64)).shape);
    }

    [Fact]
    public void WithoutPositionFactorEveryStepCountsFully()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new LinearReference(Options with { PositionFactor = PositionFactor.None, Rope = false });
        var all = layer.Activations(torch.ones(1, 5, 64));
        Assert.Equal([1, 1, 1, 1, 1], all.Position.data<float>().ToArray());
        Near.Equal(all.Query.narrow(2, 0, 1), all.Query.narrow(2, 3, 1), 0, "without rotation equal tokens have equal queries");
    }

    [Fact]
    public void BatchModePositionsGoOnBeyondTheLearnedOnes()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = new LinearReference(Options with { Mode = GradientDescent.Batch, MiniBatchSize = 2 });
        layer.get_parameter("learnable_token_idx")!.copy_(torch.tensor(new[] { 0.5f, -2f }));
        Assert.Equal([1.5f, 0, 1 / 3f, 0.25f], layer.Activations(torch.ones(1, 4, 64)).Position.data<float>().ToArray());
    }

    [Fact]
    public void ImpossibleOptionsAreRefused()
    {
        string refusal(TttLayerOptions options) => Assert.Throws<ArgumentException>(() => new LinearReference(options)).Message;
        Assert.Contains("RoPE rotates pairs of channels, but a head has 5", refusal(Options with { HeadDimension = 5 }));
        Assert.Contains("MiniBatchSize is 0", refusal(Options with { MiniBatchSize = 0 }));
        Assert.Contains("CheckpointGroup is 0", refusal(Options with { CheckpointGroup = 0 }));
        Assert.Contains("ConvKernel is 0", refusal(Options with { ConvKernel = 0 }));
        Assert.Contains("RopeBase", refusal(Options with { RopeBase = -1 }));
        Assert.Contains("BaseRate", refusal(Options with { BaseRate = double.NaN }));
        Assert.Contains("not divisible by 5 heads", refusal(Options with { Heads = 5 }));
    }

    [Fact]
    public void ImpossibleInputsAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new LinearReference(Options);
        string refusal(Tensor x) => Assert.Throws<ArgumentException>(() => layer.forward(x)).Message;
        Assert.Contains("takes [batch, tokens, 64], at least one sequence and one token; it got [2,64]", refusal(torch.zeros(2, 64)));
        Assert.Contains("it got [1,2,63]", refusal(torch.zeros(1, 2, 63)));
        Assert.Contains("it got [1,0,64]", refusal(torch.zeros(1, 0, 64)));
        Assert.Contains("the input is Float64", refusal(torch.zeros(1, 2, 64, dtype: torch.float64)));
        Assert.Throws<ArgumentNullException>(() => layer.forward(null!));
    }

    [Fact]
    public void ImpossibleViewsAreRefused()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new LinearReference(Options);
        var (q, rate, position) = (torch.zeros(1, 4, 3, 16), torch.zeros(1, 4, 3, 1), torch.ones(3));
        string refusal(Func<object> call) => Assert.Throws<ArgumentException>(call).Message;
        Assert.Contains("[batch,4,tokens,16]", refusal(() => layer.InnerLoop(Tokens(torch.zeros(1, 2, 3, 16), q, q, rate, position))));
        Assert.Contains("the key has shape [1,4,2,16]; it should be [1,4,3,16]", refusal(() => layer.InnerLoop(Tokens(q, torch.zeros(1, 4, 2, 16), q, rate, position))));
        Assert.Contains("a rate or gate has shape [1,4]", refusal(() => layer.InnerLoop(Tokens(q, q, q, torch.zeros(1, 4), position))));
        Assert.Contains("the position factor τ", refusal(() => layer.InnerLoop(Tokens(q, q, q, rate, torch.ones(4)))));
        Assert.Contains("one type", refusal(() => layer.InnerLoop(Tokens(q, q, q, rate.to_type(torch.float64), position))));
    }

    static ScanRows Tokens(Tensor query, Tensor key, Tensor value, Tensor rate, Tensor position) => new(query, key, value, [rate], position, null, [], []);
}
