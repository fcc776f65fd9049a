using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Declaration;

/// <summary>Declared features and labels come after the rotation; the label sees the key as the inner model does.</summary>
public class FeatureTests
{
    sealed class Doubled(TttLayerOptions options, bool overridden = true, bool ownKey = false) : TttLayer(Declared with { CustomKey = ownKey }, options, sizes => new LinearProgram(sizes))
    {
        static LayerDeclaration Declared { get; } = LinearReference.Declared with
        {
            Name = "doubled",
            CustomFeatures = true,
            CustomTarget = true,
            ViewDimension = "Half",
            Parameters =
            [
                .. LinearReference.Declared.Parameters,
                new("features.scale", ParameterKind.Slow, ParameterScope.FeatureMap, ["Half"], Init.One, true),
                new("target.mix", ParameterKind.Slow, ParameterScope.Target, ["D", "D"], Init.Default, true),
            ],
            Dimensions = [new("D", null, null), new("Half", 2, null)],
        };

        protected override Tensor ComputeKey(Tensor x_BTC) => x_BTC.narrow(2, 0, 4).reshape(x_BTC.size(0), x_BTC.size(1), 2, 2).transpose(1, 2);

        protected override Tensor ComputeFeatures(Tensor x_BHTD)
        {
            var scaled = x_BHTD * Parameter("features.scale");
            return overridden ? torch.cat([scaled, scaled.square()], -1) : base.ComputeFeatures(x_BHTD);
        }

        protected override Tensor ComputeTarget(Tensor value_BHTV, Tensor key_BHTD) => value_BHTV - key_BHTD.matmul(Parameter("target.mix"));
    }

    static readonly TttLayerOptions Options = new() { Width = 8, Heads = 2 };

    [Fact]
    public void FeaturesAndLabelsOfStandardViews()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new Doubled(Options);
        layer.to(torch.float64);
        Assert.Equal([4, 8], layer.get_parameter("k_proj.weight")!.shape);
        Assert.Equal([8, 8], layer.get_parameter("v_proj.weight")!.shape);
        Assert.Equal([4, 4], layer.get_parameter("target.mix")!.shape);
        var x_BTC = torch.randn([2, 5, 8], dtype: torch.float64);
        var all = layer.Activations(x_BTC);
        Tensor view(string projection, bool rotated) => new ViewReference(layer, projection, "") { Position = rotated ? t => t : null }.Of(x_BTC);
        Tensor features(Tensor view) => torch.cat([view, view * view], -1);
        var key = features(view("k_proj", true));
        Near.Equal(features(view("q_proj", true)), all.Query, 1e-12, "query");
        Near.Equal(key, all.Key, 1e-12, "key");
        Near.Equal(view("v_proj", false) - key.matmul(layer.get_parameter("target.mix")!), all.Value, 1e-12, "label");
        all.Output.square().sum().backward();
        foreach (var name in new[] { "features.scale", "target.mix" }) Assert.NotEqual(0, layer.get_parameter(name)!.grad!.abs().max().item<double>());
    }

    [Fact]
    public void DeclaredViewsPassTheFeatureMapToo()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new Doubled(Options, ownKey: true);
        layer.to(torch.float64);
        var x_BTC = torch.randn([1, 3, 8], dtype: torch.float64);
        var own = x_BTC.narrow(2, 0, 4).reshape(1, 3, 2, 2).transpose(1, 2);
        Near.Equal(torch.cat([own, own * own], -1), layer.Activations(x_BTC).Key, 0, "key");
    }

    [Fact]
    public void MissingOverrideIsNamed()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = new Doubled(Options, overridden: false);
        Assert.Contains("does not override ComputeFeatures", Assert.Throws<InvalidOperationException>(() => layer.forward(torch.ones(1, 2, 8))).Message);
    }

    [Fact]
    public void ViewDimensionIsThatOfTheInnerModelUnlessDeclared()
    {
        Assert.Equal("D", LinearReference.Declared.ViewDimension);
        Assert.Equal("Half", (LinearReference.Declared with { ViewDimension = "Half" }).ViewDimension);
    }
}
