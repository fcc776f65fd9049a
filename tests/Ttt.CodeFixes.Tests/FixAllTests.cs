using Ttt.CodeFixes.Tests.TestKit;

namespace Ttt.CodeFixes.Tests;

/// <summary>All places of a file at once.</summary>
public class FixAllTests
{
    const string Head = "using System;\nusing Ttt;\nusing static Ttt.Fn;\n\nnamespace My;\n\n";

    [Fact]
    public async Task NestedCallsOfMath()
    {
        const string Source = Head + "[TttLayer] partial class A { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w * Math.Tanh(1) * Math.Exp(Mean(x).Value); }\n";
        var fixedSource = Assert.Single(await Fixing.FixAllAsync(new UseFunctionFix(), "Use 'Fn.Tanh'", Source));
        Assert.Equal(Source.Replace("Math.", "Fn.").Replace(".Value", ""), fixedSource);
    }

    [Fact]
    public async Task SeveralClasses()
    {
        const string Source = Head + """
            [TttLayer] class A { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w; }
            [TttLayer] class B { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w + x; }
            """;
        Assert.Equal(Source.Replace("class", "partial class"), Assert.Single(await Fixing.FixAllAsync(new MakePartialFix(), "Make 'A' partial", Source)));
    }

    [Fact]
    public async Task SeveralParameters()
    {
        const string Source = Head + "[TttLayer] partial class A { [InnerModel] static Vec<D> F(Vec<D> x, Mat<D, D> w, Vec<D> b) => x * w + b; }\n";
        Assert.Equal(
            Source.Replace("Mat<D, D> w", "[Fast] Mat<D, D> w").Replace("Vec<D> b", "[Fast] Vec<D> b"),
            Assert.Single(await Fixing.FixAllAsync(new MarkWeightFix(), "Mark 'w' with [Fast] (changed by inner gradient steps)", Source)));
    }

    [Fact]
    public async Task SeveralDimensionsEachOnce()
    {
        const string Source = Head + "[TttLayer] partial class A { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, R> w, [Fast] Mat<R, S> u, [Fast] Mat<S, D> v) => Tanh(x * w) * u * v; }\n";
        var text = Assert.Single(await Fixing.FixAllAsync(new DeclareDimensionFix(), "Declare the dimension 'R'", Source));
        Assert.Equal(2, text.Split("readonly struct").Length - 1);
        Assert.Contains("[Dimension(Size = 8)]\nreadonly struct S : IDim;\n", text);
    }

    [Fact]
    public async Task SeveralUnusedWeights()
    {
        const string Source = Head + """
            [TttLayer]
            partial class A
            {
                [InnerModel] static Vec<D> F(Vec<D> x, [Slow] Vec<D> a, [Fast] Mat<D, D> w) => x * w;
                [View(Role.Key)] static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k, [Slow] Vec<D> b) => x * k;
            }
            """;
        Assert.Equal(Source.Replace("[Slow] Vec<D> a, ", "").Replace(", [Slow] Vec<D> b", ""), Assert.Single(await Fixing.FixAllAsync(new RemoveParameterFix(), "Remove 'a'", Source)));
    }
}
