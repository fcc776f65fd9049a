using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Laws;

/// <summary>Any split of a sequence into calls is the whole: outputs, final state, and gradients through the carried state.</summary>
public class SplitTests
{
    const double Tolerance = 1e-10;

    static TttLayer Layer(string name, GradientDescent mode, bool convolutions)
        => TestLayers.Random(name, TestLayers.Options(mode) with { ShareQk = convolutions, Gate = convolutions });

    public static TheoryData<string, GradientDescent, bool> Cases()
    {
        var data = new TheoryData<string, GradientDescent, bool>();
        foreach (var name in TestLayers.All)
            foreach (var mode in Enum.GetValues<GradientDescent>())
                foreach (var convolutions in new[] { false, true }) data.Add(name, mode, convolutions);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnySplitIsTheWhole(string name, GradientDescent mode, bool convolutions)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer(name, mode, convolutions);
        var x_BTC = TestLayers.Tokens(2, 14);
        var whole = Pieces.Run(layer, x_BTC, 14);
        int[][] splits = [[4, 10], [1, 13], [6, 8], [3, 4, 7], [5, 1, 1, 7], [13, 1], [8, 4, 2], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]];
        foreach (var split in splits) Pieces.AssertSame(whole, Pieces.Run(layer, x_BTC, split), Tolerance, $"{name}, {string.Join("+", split)}");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SingleTokensWithoutGradientAreTheWhole(string name, GradientDescent mode, bool convolutions)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var layer = Layer(name, mode, convolutions);
        var x_BTC = TestLayers.Tokens(3, 11);
        var whole = Pieces.Forward(layer, x_BTC, 11);
        var single = Pieces.Forward(layer, x_BTC, [.. Enumerable.Repeat(1, 11)]);
        using var first = whole.State;
        using var second = single.State;
        Near.Equal(whole.Output, single.Output, Tolerance, name);
        Near.Equal(first.Tensors, second.Tensors, Tolerance, name);
        Assert.Equal(11, second.Position);
    }

    // More rows than one execution chunk, whole mini-batches longer than one, and more mini-batches than one group.
    [Theory]
    [InlineData(GradientDescent.Batch, 3)]
    [InlineData(GradientDescent.MiniBatch, 150)]
    [InlineData(GradientDescent.MiniBatch, 4)]
    public void LongSequencesAreCutWithoutChange(GradientDescent mode, int size)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var name in TestLayers.All)
        {
            using var layer = TestLayers.Random(name, TestLayers.Options(mode, size) with { CheckpointGroup = 32 });
            var x_BTC = TestLayers.Tokens(1, 331) * 0.3;
            Pieces.AssertSame(Pieces.Run(layer, x_BTC, 331), Pieces.Run(layer, x_BTC, 3, 130, 70, 128), 1e-9, name);
        }
    }
}
