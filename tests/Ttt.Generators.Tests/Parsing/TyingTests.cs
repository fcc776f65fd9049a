using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>Slow weights of two methods with one name are one parameter, where they can be.</summary>
public class TyingTests
{
    const string Good = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Slow(Name = \"g\")] Vec<D> gamma) => gamma * (x * w);\n";

    [Theory]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = \"g\")] Vec<D> g) => Sum(g * Square(y - v));")]
    [InlineData("[InnerTarget] static Vec<D> T(Vec<D> v, Vec<D> k, [Slow(Name = \"g\")] Vec<D> g) => g * v - k;")]
    [InlineData("[View(Role.Key)] static Vec<D> K(Vec<Model> x, [Slow] Mat<Model, D> k, [Slow(Name = \"g\", Init = Init.Default)] Vec<D> g) => g * (x * k);")]
    public void TheFirstMethodListsTheParameter(string member)
    {
        var model = Parsed.Members(Good + member);
        Assert.Single(model.Functions.SelectMany(f => f.Parameters), p => p.Name == "g");
        Assert.Equal(2, model.Functions.Count(f => f.Graph.Inputs().Any(i => i.Input.Name == "g")));
        Assert.Contains(model.InnerModel.Parameters, p => p.Name == "g");
    }

    [Theory]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = {|TTT0019:\"g\"|}, Init = Init.One)] Vec<D> g) => Sum(g * Square(y - v));", "same dimensions, Init and Shared")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = {|TTT0019:\"g\"|}, Shared = true)] Vec<D> g) => Sum(g * Square(y - v));", "same dimensions, Init and Shared")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = {|TTT0019:\"g\"|})] Scalar g) => g * Sum(Square(y - v));", "same dimensions, Init and Shared")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = \"m\")] Mat<D, D> m) => Sum((y * m) * v); "
        + "[View(Role.Key)] static Vec<D> K(Vec<Model> x, [Slow] Mat<Model, D> k, [Slow(Name = {|TTT0019:\"m\"|})] Mat<D, D> m) => x * k * m;", "projection of the token")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = {|TTT0019:\"w\"|})] Mat<D, D> w) => Dot(y * w, v);", "layer; give")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = \"a\")] Vec<D> a, [Slow(Name = {|TTT0019:\"a\"|})] Vec<D> b) => Sum(a * b * y * v);", "layer; give")]
    [InlineData("[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Slow(Name = {|TTT0019:\"w.a\"|})] Scalar a) => a * Dot(y, v);", "names a group of weights")]
    public void OthersAreTold(string member, string text)
    {
        var run = DiagnosticAssert.Reports(Parsed.Frame(Good + member));
        Assert.Contains(text, Assert.Single(run.Diagnostics).GetMessage(null));
    }
}
