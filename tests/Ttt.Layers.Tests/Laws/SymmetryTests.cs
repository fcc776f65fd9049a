using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Laws;

/// <summary>What must not matter does not matter: later tokens, other sequences, the order of heads; and the modes are one algorithm.</summary>
public class SymmetryTests
{
    const double Tolerance = 1e-11;

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void NoOutputDependsOnLaterTokens(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random(name, TestLayers.Options() with { ShareQk = true });
        var x_BTC = TestLayers.Tokens(1, 11);
        var y_BTC = layer.forward(x_BTC);
        for (var s = 0; s < 11; s++)
        {
            var changed = x_BTC.clone();
            changed.narrow(1, s, 1).add_(1.5);
            var other = layer.forward(changed);
            if (s > 0) Near.Equal(y_BTC.narrow(1, 0, s), other.narrow(1, 0, s), Tolerance, $"{name}, token {s}");
            Assert.True(Near.Error(y_BTC.narrow(1, s, 1), other.narrow(1, s, 1)) > 1e-4, $"{name}: token {s} should change its own output");
        }
        Near.Equal(y_BTC.narrow(1, 0, 6), layer.forward(x_BTC.narrow(1, 0, 6)), Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void SequencesOfABatchAreIndependent(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random(name);
        var x_BTC = TestLayers.Tokens(3, 10);
        var y_BTC = layer.forward(x_BTC);
        for (var b = 0; b < 3; b++) Near.Equal(y_BTC.narrow(0, b, 1), layer.forward(x_BTC.narrow(0, b, 1)), Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void PermutedHeadsPermuteInnerOutputs(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random(name);
        var x_BTC = TestLayers.Tokens(2, 9);
        var before = layer.Activations(x_BTC).InnerOutput.reshape(2, 9, TestLayers.Heads, -1);
        var order = torch.tensor(new long[] { 1, 0 });
        foreach (var (key, parameter) in layer.named_parameters())
        {
            if (key is "o_proj.weight" or "learnable_token_idx" || key.StartsWith("post_norm", StringComparison.Ordinal)) continue;
            var shape = parameter.shape;
            parameter.copy_(parameter.reshape([TestLayers.Heads, -1]).index_select(0, order).reshape(shape));
        }
        Near.Equal(before.index_select(2, order), layer.Activations(x_BTC).InnerOutput.reshape(2, 9, TestLayers.Heads, -1), Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void MiniBatchesOfOneAreOnline(string name)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = TestLayers.Tokens(2, 7);
        using var online = TestLayers.Random(name, TestLayers.Options(GradientDescent.Online));
        using var ones = TestLayers.Random(name, TestLayers.Options(size: 1));
        ones.load_state_dict(online.state_dict());
        Pieces.AssertSame(Pieces.Run(online, x_BTC, 7), Pieces.Run(ones, x_BTC, 7), Tolerance, name);
    }

    // The state differs in where the last step stands: in the sums until the boundary, in the weights after it.
    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void OneMiniBatchOverAllTokensIsBatch(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var x_BTC = TestLayers.Tokens(2, 9);
        using var batch = TestLayers.Random(name, TestLayers.Options(GradientDescent.Batch, 9));
        foreach (var size in new[] { 9, 20 })
        {
            using var mini = TestLayers.Random(name, TestLayers.Options(size: size));
            mini.load_state_dict(batch.state_dict(), strict: false, skip: ["learnable_token_idx"]);
            mini.get_parameter("learnable_token_idx")!.narrow(0, 0, 9).copy_(batch.get_parameter("learnable_token_idx")!);
            Near.Equal(batch.forward(x_BTC), mini.forward(x_BTC), Tolerance, $"{name}, K = {size}");
        }
    }

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void WithoutRateNothingIsLearned(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = TestLayers.Random(name);
        layer.RateScale = 0;
        var x_BTC = TestLayers.Tokens(1, 10);
        var (y_BTC, state) = layer.forward(x_BTC, (TttState?)null);
        using var owned = state;
        foreach (var parameter in layer.Description.Parameters.Where(p => p.Kind == ParameterKind.Fast))
        {
            Near.Equal(layer.get_parameter(parameter.Name)!.unsqueeze(0), state.Tensors[parameter.Name], 1e-15, parameter.Name);
            Assert.Equal(0, state.Tensors[TttState.SumsOf(parameter.Name)].abs().max().item<double>());
        }
        // Every token sees the initial weights, so it may as well be the first of its mini-batch (rotation aside).
        var all = layer.Activations(x_BTC);
        var one = layer.InnerLoop(new ScanRows(all.Query.narrow(2, 6, 1), all.Key.narrow(2, 6, 1), all.Value.narrow(2, 6, 1), [all.Gates[0].narrow(2, 6, 1)], all.Position.narrow(0, 6, 1), null, [], []));
        using var other = one.State;
        Near.Equal(all.InnerOutput.narrow(1, 6, 1), one.Output, Tolerance, name);
    }
}
