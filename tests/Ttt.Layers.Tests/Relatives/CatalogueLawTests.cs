using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>What holds for every layer of the catalogue: one definition, whichever program runs it and however the tokens come.</summary>
public class CatalogueLawTests
{
    const int Tokens = 14;
    const double Tolerance = 1e-8;

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void DualIsPrimalWithGradients(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = SmallLayers.Create(name);
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var dual = Pieces.Run(layer, x_BTC, Tokens);
        layer.Scan = ScanForm.Primal;
        Pieces.AssertSame(dual, Pieces.Run(layer, x_BTC, Tokens), Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void AnySplitIsTheWhole(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = SmallLayers.Create(name);
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var whole = Pieces.Run(layer, x_BTC, Tokens);
        foreach (var split in SmallLayers.Splits(layer)) Pieces.AssertSame(whole, Pieces.Run(layer, x_BTC, split), Tolerance, $"{name}, {string.Join("+", split)}");
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Causal), MemberType = typeof(SmallLayers))]
    public void DecodingIsTheWhole(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = SmallLayers.Create(name);
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var whole = Pieces.Forward(layer, x_BTC, Tokens);
        var single = Pieces.Forward(layer, x_BTC, [.. Enumerable.Repeat(1, Tokens)]);
        using var first = whole.State;
        using var second = single.State;
        Near.Equal(whole.Output, single.Output, Tolerance, name);
        Near.Equal(first.Tensors, second.Tensors, Tolerance, name);
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Causal), MemberType = typeof(SmallLayers))]
    public void NoOutputDependsOnLaterTokens(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = SmallLayers.Create(name);
        var x_BTC = TestLayers.Tokens(1, Tokens);
        var y_BTC = layer.forward(x_BTC);
        for (var s = 1; s < Tokens; s++)
        {
            var changed = x_BTC.clone();
            changed.narrow(1, s, 1).add_(0.5);
            var other = layer.forward(changed);
            Near.Equal(y_BTC.narrow(1, 0, s), other.narrow(1, 0, s), 1e-11, $"{name}, token {s}");
            Assert.True(Near.Error(y_BTC.narrow(1, s, 1), other.narrow(1, s, 1)) > 1e-6, $"{name}: token {s} should change its own output");
        }
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void SequencesOfABatchAreIndependent(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = SmallLayers.Create(name, bidirectional: true);
        var x_BTC = TestLayers.Tokens(3, 10);
        var y_BTC = layer.forward(x_BTC);
        for (var b = 0; b < 3; b++) Near.Equal(y_BTC.narrow(0, b, 1), layer.forward(x_BTC.narrow(0, b, 1)), 1e-11, name);
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void StateSurvivesAFileInsideAMiniBatch(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = SmallLayers.Create(name);
        var x_BTC = TestLayers.Tokens(2, Tokens);
        var first = layer.Settings.IsCausal ? 6 : 8;
        var (_, state) = layer.forward(x_BTC.narrow(1, 0, first), (TttState?)null);
        using var kept = state;
        using var file = new MemoryStream();
        state.Save(file);
        file.Position = 0;
        using var loaded = layer.LoadState(file);
        var (expected, _) = layer.forward(x_BTC.narrow(1, first, Tokens - first), state);
        var (actual, _) = layer.forward(x_BTC.narrow(1, first, Tokens - first), loaded);
        Near.Equal(expected, actual, 0, name);
        Near.Equal(layer.forward(x_BTC).narrow(1, first, Tokens - first), actual, Tolerance, name);
    }
}
