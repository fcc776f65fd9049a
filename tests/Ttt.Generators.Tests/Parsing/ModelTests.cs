using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>What a declaration becomes, and what it does not depend on.</summary>
public class ModelTests
{
    const string Good = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);";

    [Fact]
    public void PolicyWithoutArgumentsIsWhatTheAttributeSays()
    {
        var attribute = new TttLayerAttribute();
        Assert.Equal(
            new Policy("Layer", attribute.Mode.ToString(), attribute.MiniBatchSize, attribute.BaseRate, attribute.PositionFactor.ToString(),
                attribute.ShareQk, attribute.Gate, attribute.ConvKernel, attribute.Rope, attribute.RopeBase, attribute.PostNorm)
            {
                RopeModulo = attribute.RopeModulo,
                Bias = attribute.Bias,
                Convolve = (int)attribute.Convolve,
                Silu = (int)attribute.Silu,
                L2Norm = (int)attribute.L2Norm,
                HeadNorm = attribute.HeadNorm,
                GateActivation = attribute.GateActivation.ToString(),
                TanhGate = attribute.TanhGate,
                Bidirectional = attribute.Bidirectional,
                ReadOut = attribute.ReadOut.ToString(),
                Decay = attribute.Decay.ToString(),
                MomentumPer = attribute.MomentumPer.ToString(),
                Window = attribute.Window,
                Solver = attribute.Solver.ToString(),
            },
            Parsed.Members(Good).Policy);
    }

    [Fact]
    public void PolicyHoldsEveryArgument()
    {
        var source = Parsed.Frame(Good).Replace("[TttLayer]", "[TttLayer(Name = \"mine\", Mode = GradientDescent.Batch, MiniBatchSize = 2, BaseRate = 0.5, "
            + "PositionFactor = PositionFactor.None, ShareQk = true, Gate = true, ConvKernel = 3, Rope = false, RopeBase = 500, PostNorm = false)]");
        Assert.Equal(new Policy("mine", "Batch", 2, 0.5, "None", true, true, 3, false, 500, false), Parsed.Layer(source).Policy);
        source = Parsed.Frame(Good).Replace("[TttLayer]", "[TttLayer(RopeModulo = false, Bias = true, Convolve = Views.All, Silu = Views.QueryKey, L2Norm = Views.Key, HeadNorm = true, "
            + "GateActivation = GateActivation.Sigmoid, TanhGate = true, Bidirectional = true, ReadOut = ReadOut.ChunkEnd, Window = 5)]");
        Assert.Equal(
            new Policy("Layer", "MiniBatch", 16, 1, "None", false, false, 4, true, 10000, true)
            {
                RopeModulo = false,
                Bias = true,
                Convolve = 7,
                Silu = 3,
                L2Norm = 2,
                HeadNorm = true,
                GateActivation = "Sigmoid",
                TanhGate = true,
                Bidirectional = true,
                ReadOut = "ChunkEnd",
                Window = 5,
            },
            Parsed.Layer(source).Policy);
    }

    [Fact]
    public void EveryRoleIsAFunctionOfTheModel()
    {
        var model = Parsed.Members(Optimisers.Everything);
        Assert.Equal(
            [Scope.InnerModel, Scope.Loss, Scope.Query, Scope.Key, Scope.Value, Scope.Target, Scope.FeatureMap,
                Scope.Rate, Scope.Rate, Scope.Retention, Scope.Retention, Scope.Momentum, Scope.Momentum, Scope.Update, Scope.Update, Scope.Update],
            model.Functions.Select(f => f.Scope));
        Assert.Equal((EquatableArray.Of("D", "D"), EquatableArray.Of("D", "D", "Rank")), (model.InnerModel.DataDimensions, model.Loss!.DataDimensions));
        Assert.Equal(["@x", "@x:1", "W", "b", "gamma", "u"], Inputs(model.InnerModel));
        Assert.Equal(["@k", "@k:1", "@v", "W", "b", "loss.read", "u"], Inputs(model.Loss));
        Assert.Equal(["loss.read"], model.Loss.Parameters.Select(p => p.Name));
        Assert.Equal(["@k", "@v", "target.t"], Inputs(model.Target!));
        Assert.Equal((EquatableArray.Of("D", "D"), "Rank"), (model.Target!.DataDimensions, model.Target.ResultDimension));
        Assert.Equal((EquatableArray.Of("Rank"), "D"), (model.FeatureMap!.DataDimensions, model.FeatureMap.ResultDimension));
        Assert.Equal(["qk"], model.Query!.Parameters.Select(p => p.Name));
        Assert.Empty(model.Key!.Parameters);

        static IEnumerable<string> Inputs(Function function) => function.Graph.Inputs().Select(i => i.Input.Name).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void ParametersHaveNamesScopesShapesAndInitialValues()
    {
        var model = Parsed.Members("""
            [InnerModel] static Vec<D> F(Vec<D> x, [Fast(Name = "W1", Init = Init.Normal)] Mat<D, Hidden> w, [Slow] Mat<Hidden, D> back, [Fast] Scalar gain) => gain * (x * w * back);
            [View(Role.Key)] static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k) => x * k;
            [InnerRate] static Scalar Rate(Vec<Model> x, [Slow(Shared = true, Init = Init.One)] Vec<Model> r, [Slow(Name = "rate_bias")] Scalar b) => Sigmoid(Dot(x, r) + b);
            [InnerLoss] static Scalar Loss(Vec<D> y, Vec<D> v, [Slow] Vec<D> k) => Sum(k * Square(y - v));
            """);
        Assert.Equal(
            [
                new("W1", true, EquatableArray.Of("D", "Hidden"), "Normal", false),
                new("back", false, EquatableArray.Of("Hidden", "D"), "Default", false),
                new("gain", true, EquatableArray<string>.Empty, "Default", false),
            ],
            model.InnerModel.Parameters);
        Assert.Equal([new("key.k", false, EquatableArray.Of("Model", "D"), "Default", false)], model.Key!.Parameters);
        Assert.Equal(
            [new("rate.r", false, EquatableArray.Of("Model"), "One", true), new("rate_bias", false, EquatableArray<string>.Empty, "Default", false)],
            model.Rate!.Parameters);
        Assert.Equal([new("loss.k", false, EquatableArray.Of("D"), "Default", false)], model.Loss!.Parameters);
        Assert.Equal([new("D", null, null), new("Hidden", null, 4), new("Model", null, null)], model.Dimensions);
        Assert.Equal((EquatableArray.Of("D", "D"), null), (model.Loss.DataDimensions, model.Loss.ResultDimension));
        Assert.Null(model.Query);
        Assert.Null(model.Value);
    }

    [Fact]
    public void ResultsAreRowsEvenWhereTheFormulaIsConstant()
    {
        var model = Parsed.Members(Good + "[InnerRate] static Scalar Rate(Vec<Model> x) => 0.01;");
        Assert.Equal(new Shape(Extent.Tokens, Extent.One), model.Rate!.Graph[model.Rate.Graph.Output("result")].Shape);
        Assert.Equal(new Shape(Extent.Tokens, Extent.Of("D")), model.InnerModel.Graph[model.InnerModel.Graph.Output("result")].Shape);
    }

    [Theory]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) { var hidden = x * w; return x + Tanh(hidden); }")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> token, [Fast(Name = \"w\")] Mat<D, D> other) => (token) + Fn.Tanh((token * other));")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => G(x * w, x); static Vec<D> G(Vec<D> a, Vec<D> b) => b + Tanh(a);")]
    [InlineData("static int Other() => 3; [InnerModel] internal static Vec<D> Another(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(1 * (x * w));")]
    public void EqualFormulasAreEqualModels(string members)
    {
        Assert.Equal(Parsed.Members(Good), Parsed.Members(members));
        Assert.Equal(Parsed.Members(Good).GetHashCode(), Parsed.Members(members).GetHashCode());
    }

    [Fact]
    public void DifferentFormulasAreDifferentModels()
        => Assert.NotEqual(Parsed.Members(Good), Parsed.Members(Good.Replace("x +", "x -")));

    [Fact]
    public void ClassMayStandInTheGlobalNamespaceAndHaveAKeywordForAName()
    {
        var model = Parsed.Layer(Parsed.Frame(Good).Replace("namespace My;", "").Replace("class Layer", "class @event"));
        Assert.Equal(("", "event", "event"), (model.Namespace, model.ClassName, model.FullName));
    }

    [Fact]
    public void HelpersOfOtherPartsAndFilesAreRead()
    {
        var layer = Assert.Single(Parsed.All(
            Parsed.Frame("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Squash(x * w);"),
            Sources.Usings + "namespace My; partial class Layer { static Vec<D> Squash(Vec<D> x) => Tanh(x); }"));
        Assert.Empty(layer.Faults);
        Assert.Equal(Parsed.Members(Good), layer.Model);
    }
}
