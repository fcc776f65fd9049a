using System.Reflection;
using static Ttt.Fn;

namespace Ttt.Tests;

/// <summary>A declaration is ordinary code: it runs, and its attributes read back.</summary>
public class DeclarationTests
{
    [TttLayer(Mode = GradientDescent.Online, BaseRate = 0.1)]
    static class Declared
    {
        [InnerModel]
        internal static Vec<D> F(Vec<D> x, [Fast(Name = "W")] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u, [Slow(Init = Init.One, Shared = true)] Vec<D> gamma)
            => x + RmsNorm(Gelu(x * w) * u, gamma);

        [InnerLoss]
        internal static Scalar Loss(Vec<D> y, Vec<D> v) => 0.5 * Sum(Square(y - v));

        [InnerRate]
        internal static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r));

        [View(Role.Key)]
        internal static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k) => L2Norm(Silu(x * k));
    }

    [Fact]
    public void InnerModelAndLossRunEagerly()
    {
        var y = Declared.F(new(1, -1), new(2, 3, [1, 0, 2, 0, 1, 2]), new(3, 2, [1, 0, 0, 1, 5, 5]), new(1, 2));
        double gelu(double v) => 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v)));
        double[] z = [gelu(1), gelu(-1)];
        var root = Math.Sqrt((z[0] * z[0] + z[1] * z[1]) / 2 + 1e-6);
        Assert.Equal(1 + z[0] / root, y[0], 14);
        Assert.Equal(-1 + 2 * z[1] / root, y[1], 14);
        Assert.Equal(2.5, Declared.Loss(new(1, 2), new(0, 4)).Value);
    }

    [Fact]
    public void RateAndViewRunEagerly()
    {
        Assert.Equal(0.1 / (1 + Math.Exp(-1)), Declared.Rate(new(1, 2), new(3, -1)).Value, 15);
        Assert.Equal(1, Dot(Declared.Key(new(1, 2), new(2, 2, [1, 2, 3, 4])), Declared.Key(new(1, 2), new(2, 2, [1, 2, 3, 4]))).Value, 12);
    }

    [Fact]
    public void AttributesKeepWhatWasSaid()
    {
        var layer = typeof(Declared).GetCustomAttribute<TttLayerAttribute>()!;
        Assert.Equal((GradientDescent.Online, 0.1, 16, 4, 10000.0), (layer.Mode, layer.BaseRate, layer.MiniBatchSize, layer.ConvKernel, layer.RopeBase));
        Assert.Equal((null, true, true, false, false), (layer.Name, layer.Rope, layer.PostNorm, layer.Gate, layer.ShareQk));
        var parameters = typeof(Declared).GetMethod("F", BindingFlags.Static | BindingFlags.NonPublic)!.GetParameters();
        Assert.Equal("W", parameters[1].GetCustomAttribute<FastAttribute>()!.Name);
        var slow = parameters[3].GetCustomAttribute<SlowAttribute>()!;
        Assert.Equal((Init.One, true, null), (slow.Init, slow.Shared, slow.Name));
        Assert.Equal(4, typeof(Hidden).GetCustomAttribute<DimensionAttribute>()!.Multiple);
    }
}
