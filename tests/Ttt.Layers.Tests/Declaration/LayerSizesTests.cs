using Ttt.Layers.Tests.Reference;

namespace Ttt.Layers.Tests.Declaration;

public class LayerSizesTests
{
    static readonly LayerDeclaration Declared = LinearReference.Declared with
    {
        Dimensions = [new("D", null, null), new("Hidden", null, 4), new("Rank", 3, null), new("Slots", null, null)],
    };

    static readonly TttLayerOptions Options = new() { Width = 12, Heads = 2, Dimensions = new Dictionary<string, int> { ["Slots"] = 7 } };

    [Fact]
    public void FollowFromDeclarationAndOptions()
    {
        var sizes = LayerSizes.Resolve(Declared, Options);
        Assert.Equal((2, 12, 6, 24, 3, 7), (sizes.Heads, sizes["Model"], sizes["D"], sizes["Hidden"], sizes["Rank"], sizes["Slots"]));
    }

    [Fact]
    public void OptionsComeFirst()
    {
        var sizes = LayerSizes.Resolve(Declared, Options with { HeadDimension = 5, Dimensions = new Dictionary<string, int> { ["Slots"] = 1, ["Hidden"] = 9 } });
        Assert.Equal((5, 9, 1), (sizes["D"], sizes["Hidden"], sizes["Slots"]));
    }

    static string Refusal(TttLayerOptions options) => Assert.Throws<ArgumentException>(() => LayerSizes.Resolve(Declared, options)).Message;

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        Assert.Equal("Width 13 is not divisible by 2 heads; choose another number of heads or set HeadDimension.", Refusal(Options with { Width = 13 }));
        Assert.Contains("Width is 0", Refusal(Options with { Width = 0 }));
        Assert.Contains("Heads is -1", Refusal(Options with { Heads = -1 }));
        Assert.Contains("dimension Slots has no size", Refusal(Options with { Dimensions = null }));
        Assert.Contains("has no dimension Slot; it has D, Hidden", Refusal(Options with { Dimensions = new Dictionary<string, int> { ["Slots"] = 1, ["Slot"] = 1 } }));
        Assert.Contains("it follows from HeadDimension", Refusal(Options with { Dimensions = new Dictionary<string, int> { ["Slots"] = 1, ["D"] = 1 } }));
        Assert.Contains("Dimension Slots is 0", Refusal(Options with { Dimensions = new Dictionary<string, int> { ["Slots"] = 0 } }));
    }

    [Fact]
    public void UnknownDimensionIsRefused()
        => Assert.Contains("no dimension Nope; it has D, Hidden, Model", Assert.Throws<ArgumentException>(() => LayerSizes.Resolve(Declared, Options)["Nope"]).Message);

    [Fact]
    public void ParametersAreStoredPerHead()
    {
        var sizes = LayerSizes.Resolve(Declared, Options);
        long[] shape(ParameterKind kind, ParameterScope scope, bool shared, params string[] dimensions)
            => new ParameterDeclaration("p", kind, scope, dimensions, Init.Default, shared).StoredShape(sizes);
        Assert.Equal([2, 6, 24], shape(ParameterKind.Fast, ParameterScope.InnerModel, false, "D", "Hidden"));
        Assert.Equal([2, 1, 6], shape(ParameterKind.Fast, ParameterScope.InnerModel, false, "D"));
        Assert.Equal([2, 1, 1], shape(ParameterKind.Fast, ParameterScope.InnerModel, false));
        Assert.Equal([2, 6], shape(ParameterKind.Slow, ParameterScope.InnerModel, false, "D"));
        Assert.Equal([6], shape(ParameterKind.Slow, ParameterScope.InnerModel, true, "D"));
        Assert.Equal([2], shape(ParameterKind.Slow, ParameterScope.Loss, false));
        Assert.Equal([], shape(ParameterKind.Slow, ParameterScope.Loss, true));
        Assert.Equal([2, 6, 3], shape(ParameterKind.Slow, ParameterScope.Loss, false, "D", "Rank"));
        Assert.Equal([6, 12], shape(ParameterKind.Slow, ParameterScope.Key, true, "Model", "D"));
        Assert.Equal([12, 12], shape(ParameterKind.Slow, ParameterScope.Key, false, "Model", "D"));
        Assert.Equal([2, 12], shape(ParameterKind.Slow, ParameterScope.Rate, false, "Model"));
        foreach (var gate in new[] { ParameterScope.Rate, ParameterScope.Retention, ParameterScope.Momentum, ParameterScope.WindowWeight })
            Assert.Equal([12, 12], shape(ParameterKind.Slow, gate, false, "Model", "D"));
        foreach (var headwise in new[] { ParameterScope.Target, ParameterScope.FeatureMap, ParameterScope.Update, ParameterScope.Ridge })
            Assert.Equal([2, 6, 24], shape(ParameterKind.Slow, headwise, false, "D", "Hidden"));
    }
}
