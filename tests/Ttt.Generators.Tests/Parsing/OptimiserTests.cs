using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>What the methods of the inner optimiser become: gates and updates for each fast weight, and the settings around them.</summary>
public class OptimiserTests
{
    static readonly LayerModel Everything = Parsed.Members(Optimisers.Everything);

    [Fact]
    public void GatesAreOrderedByKindAndTheOneForAllIsFirst()
    {
        Assert.Equal(
            [(GateKind.Rate, null), (GateKind.Rate, "W"), (GateKind.Retention, null), (GateKind.Retention, "b"), (GateKind.Momentum, null), (GateKind.Momentum, (string?)"u")],
            Everything.Gates.Select(g => (g.Kind, g.Of)));
        Assert.Equal("Hidden", Everything.GateOf(GateKind.Rate, "W")!.Function.ResultDimension);
        Assert.Equal(new Shape(Extent.Tokens, Extent.Of("Hidden")), Result(Everything.GateOf(GateKind.Rate, "W")!.Function));
        Assert.Same(Everything.Gates[0], Everything.GateOf(GateKind.Rate, "u"));
        Assert.Equal(EquatableArray.Of("Model", "D"), Everything.Rate!.DataDimensions);
    }

    [Fact]
    public void NamesOfSlowWeightsSayTheRoleAndTheWeight()
        => Assert.Equal(
            ["W", "u", "b", "gamma", "loss.read", "qk", "value.v", "target.t", "feature.m", "rate.r", "rate.W.r", "retention.a", "retention.b.a", "gate", "update.keep", "update.u.keep"],
            Everything.Functions.SelectMany(f => f.Parameters).Select(p => p.Name));

    [Fact]
    public void UpdatesAreReadOnceForEachWeightInItsShape()
    {
        Assert.Equal(["W", "u", "b"], Everything.Updates.Select(u => u.Parameter));
        var shapes = new[] { new Shape(Extent.Of("D"), Extent.Of("Hidden")), new Shape(Extent.Of("Hidden"), Extent.Of("D")), new Shape(Extent.One, Extent.Of("D")) };
        foreach (var (update, shape) in Everything.Updates.Zip(shapes))
        {
            Assert.Equal((shape, 0, null), (Result(update.Function), update.Function.DataDimensions.Count, update.Function.ResultDimension));
            Assert.All(update.Function.Graph.Inputs().Where(i => i.Input.Name[0] == '@'), i => Assert.Equal(shape, i.Input.Shape));
        }
        Assert.Equal(["@w", "@step", "@initial"], Everything.Updates[0].Function.Graph.Inputs().Select(i => i.Input.Name).Where(n => n[0] == '@').OrderBy(n => "wsi".IndexOf(n[1])));
    }

    [Fact]
    public void AGenericUpdateServesItsKindAndSharesItsSlowWeights()
    {
        var model = Parsed.Members(Optimisers.Linear + "[Update] static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s, [Slow] Scalar a) where R : IDim where C : IDim => a * w - s;");
        Assert.Equal(["W", "u"], model.Updates.Select(u => u.Parameter));
        Assert.Equal([1, 0], model.Updates.Select(u => u.Function.Parameters.Count));
        Assert.All(model.Updates, u => Assert.Contains(u.Function.Graph.Inputs(), i => i.Input.Name == "update.a"));
    }

    [Fact]
    public void AGenericUpdateOfSquareMatricesServesThese()
        => Assert.Equal(["s"], Parsed.Members("""
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u, [Fast] Mat<D, D> s) => x * w * u + x * s;
            [Update] static Mat<N, N> Step<N>(Mat<N, N> w, Mat<N, N> s, [Slow] Vec<N> scale) where N : IDim => w - ScaleRows(s, scale) * s;
            """).Updates.Select(u => u.Parameter));

    [Fact]
    public void NewtonSchulzSquaresTheSmallerSide()
    {
        var model = Parsed.Members(Optimisers.Linear + "[Update] static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim => w - NewtonSchulz(s);");
        Assert.All(model.Updates, update =>
        {
            var nodes = update.Function.Graph.Nodes;
            Assert.Contains(nodes, n => n.Op is MatMul && n.Shape == new Shape(Extent.Of("D"), Extent.Of("D")));
            Assert.DoesNotContain(nodes, n => n.Shape == new Shape(Extent.Of("Hidden"), Extent.Of("Hidden")));
            Assert.Contains(update.Function.Graph.Regions, r => r.Name == "NewtonSchulz");
        });
    }

    [Fact]
    public void APenaltyIsOneVectorOfSlowWeights()
    {
        var model = Parsed.Layer(Parsed.Frame("""
            [InnerModel] static Vec<D> F(Vec<Hidden> x, [Fast(Learned = false)] Mat<Hidden, D> w) => x * w;
            [Ridge] static Vec<Hidden> Penalty([Slow] Vec<Hidden> a) => 0.25 + Softplus(a);
            """).Replace("[TttLayer]", "[TttLayer(Solver = InnerSolver.Ridge)]"));
        Assert.Equal((new Shape(Extent.One, Extent.Of("Hidden")), "Hidden", 0), (Result(model.Ridge!), model.Ridge!.ResultDimension, model.Ridge.DataDimensions.Count));
        Assert.Equal(("Ridge", "None"), (model.Policy.Solver, model.Policy.PositionFactor));
        Assert.Equal(("ridge.a", false, "Zero"), (model.Ridge.Parameters[0].Name, model.InnerModel.Parameters[0].Learned, model.InnerModel.Parameters[0].Init));
    }

    [Theory]
    [InlineData("", "", "Standard")]
    [InlineData("Window = 1, Mode = GradientDescent.Online", "", "Standard")]
    [InlineData("Window = 2", "", "None")]
    [InlineData("", "[InnerRate] static Scalar G(Vec<Model> x) => 0.1;", "None")]
    [InlineData("", "[Retention(Of = \"w\")] static Scalar G(Vec<Model> x) => 0.1;", "None")]
    [InlineData("", "[Momentum] static Scalar G(Vec<Model> x) => 0.1;", "None")]
    [InlineData("", "[Update] static Vec<D> G(Vec<D> w, Vec<D> s) => w - 2 * s;", "None")]
    [InlineData("PositionFactor = PositionFactor.Standard", "[Momentum] static Scalar G(Vec<Model> x) => 0.1;", "Standard")]
    [InlineData("PositionFactor = PositionFactor.None", "", "None")]
    public void PositionFactorIsStandardWhereTheOptimiserIs(string arguments, string members, string expected)
        => Assert.Equal(expected, Parsed.Layer(Parsed.Frame(Optimisers.Linear + members).Replace("[TttLayer]", $"[TttLayer({arguments})]")).Policy.PositionFactor);

    static Shape Result(Function function) => function.Graph[function.Graph.Output("result")].Shape;
}
