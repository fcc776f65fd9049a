using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Diagnostics;

/// <summary>What is wrong with gates, updates, targets, feature maps and the settings that go with them.</summary>
public class OptimiserFaultTests
{
    const string F = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u) => Gelu(x * w) * u;\n";
    const string G = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;\n";

    [Theory]
    [InlineData(F + "[Retention(Of = {|TTT0028:\"v\"|})] static Scalar Keep(Vec<Model> x) => 0.5;", "'w', 'u'")]
    [InlineData(F + "[Update(Of = {|TTT0028:\"\"|})] static Mat<D, Hidden> Step(Mat<D, Hidden> w, Mat<D, Hidden> s) => w - s;", "'w', 'u'")]
    [InlineData(F + "[Momentum] static Scalar A(Vec<Model> x) => 0.5; [{|TTT0007:Momentum|}] static Scalar B(Vec<Model> x) => 0.5;", "[Momentum] is already declared by 'A'")]
    [InlineData(F + "[Momentum(Of = \"u\")] static Scalar A(Vec<Model> x) => 0.5; [{|TTT0007:Momentum(Of = \"u\")|}] static Scalar B(Vec<Model> x) => 0.5;", "[Momentum(Of = \"u\")]")]
    [InlineData(F + "[Retention] static {|TTT0018:Vec<D>|} Keep(Vec<Model> x, [Slow] Mat<Model, D> a) => x * a;", "must return a Scalar")]
    [InlineData(F + "[InnerRate] static {|TTT3001:Vec<D>|} Rate(Vec<Model> x, [Slow] Mat<Model, D> a) => x * a;", "a row of 'w' is Vec<Hidden>")]
    [InlineData(F + "[InnerRate] static Scalar Rate(Vec<Model> x, Vec<Hidden> {|TTT3001:k|}) => Dot(k, k);", "the inner model's input is Vec<D>")]
    [InlineData(F + "[InnerRate] static Scalar Rate(Vec<Model> x, Vec<D> {|TTT0025:k|}) => Sum(x);", "")]
    [InlineData(F + "[InnerRate] static Scalar Rate(Vec<Model> x, Vec<D> k, Vec<D> {|TTT0013:other|}) => Dot(k, k);", "")]
    [InlineData(F + "[InnerRate] static Scalar Rate({|TTT0011:Vec<D>|} k) => Dot(k, k);", "")]
    [InlineData(F + "[{|TTT0029:Momentum|}] static Scalar A(Vec<Model> x) => 0.5; [Momentum(Of = \"u\"), Momentum(Of = \"w\")] static Scalar B(Vec<Model> x) => 0.5;", "one of their own")]
    [InlineData(F + "[InnerTarget] static {|TTT3001:Vec<Hidden>|} T(Vec<D> v, Vec<D> k, [Slow] Mat<D, Hidden> t) => v * t;", "the inner model's result is Vec<D>")]
    [InlineData(F + "[InnerTarget] static Vec<D> T(Vec<D> v, Vec<Hidden> {|TTT3001:k|}, [Slow] Mat<Hidden, D> t) => v - k * t;", "the inner model's input")]
    [InlineData(F + "[InnerTarget] static Vec<D> {|TTT0011:T|}(Vec<D> v) => v;", "the value and the key")]
    [InlineData(F + "[InnerTarget] static Vec<D> T(Vec<Hidden> v, Vec<D> k, [Slow] Mat<Hidden, D> t) => v * t - k; [View(Role.Value)] static {|TTT3001:Vec<D>|} V(Vec<Model> x, [Slow] Mat<Model, D> m) => x * m;", "the target's value is Vec<Hidden>")]
    [InlineData(F + "[FeatureMap] static {|TTT3001:Vec<Hidden>|} M(Vec<D> x, [Slow] Mat<D, Hidden> t) => x * t;", "")]
    [InlineData(F + "[FeatureMap] static Vec<D> M(Vec<Hidden> x, [Slow] Mat<Hidden, D> t) => x * t; [View(Role.Key)] static {|TTT3001:Vec<D>|} K(Vec<Model> x, [Slow] Mat<Model, D> m) => x * m;", "the feature map's input")]
    public void OfGatesAndViews(string members, string text) => Check(members, "", text);

    [Theory]
    [InlineData(F + "[Update] static Vec<N> Step<N>({|TTT0029:Vec<N>|} w, Vec<N> s) where N : IDim => w - s;", "'w' is a Mat<D, Hidden>, 'u' is a Mat<Hidden, D>")]
    [InlineData(F + "[Update(Of = \"u\")] static Mat<D, Hidden> Step({|TTT0029:Mat<D, Hidden>|} w, Mat<D, Hidden> s) => w - s;", "'u' is a Mat<Hidden, D>")]
    [InlineData(F + "[Update] static Mat<R, C> A<R, C>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim => w - s; [{|TTT0007:Update|}] static Mat<D, Hidden> B(Mat<D, Hidden> w, Mat<D, Hidden> s) => w - s;", "The update of 'w' is already declared by 'A'")]
    [InlineData(F + "[Update] static {|TTT0018:Mat<C, R>|} A<R, C>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim => (w - s).T;", "the weight's type, Mat<R, C>")]
    [InlineData(F + "[Update] static Mat<R, C> A<R, C>(Mat<R, C> w, {|TTT0011:Mat<C, R>|} s) where R : IDim where C : IDim => w - s.T;", "not 'Mat<C, R>'")]
    [InlineData(F + "[Update] static Mat<R, C> {|TTT0011:A|}<R, C>(Mat<R, C> w) where R : IDim where C : IDim => w;", "the weight and its step")]
    [InlineData(F + "[Update] static Mat<R, C> {|TTT0009:A|}<R, C, N>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim where N : IDim => w - s;", "does not determine")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> {|TTT2005:w|}, [Fast] Mat<Hidden, D> u) => Gelu(x * w) * u;\n[Update] static Mat<R, C> A<R, C>(Mat<R, C> w, Mat<R, C> {|TTT0025:s|}) where R : IDim where C : IDim => w;", "")]
    [InlineData(F + "[Update] static Mat<R, C> A<R, C>(Mat<R, C> w, Mat<R, C> s, [Slow] {|TTT0033:Mat<R, R>|} a) where R : IDim where C : IDim => a * w - s;", "")]
    [InlineData(F + "[Update] static Mat<R, C> A<R, C>(Mat<R, C> w, Mat<R, C> s, [Fast] Scalar {|TTT0015:a|}) where R : IDim where C : IDim => a * w - s;", "")]
    [InlineData(F + "[{|TTT0030:Ridge|}] static Vec<D> P([Slow] Vec<D> a) => 1 + a;", "Solver = InnerSolver.Ridge")]
    public void OfUpdates(string members, string text) => Check(members, "", text);

    [Theory]
    [InlineData("MomentumPer = {|TTT0031:MomentumPer.MiniBatch|}", G, "[Momentum]")]
    [InlineData("Window = {|TTT0022:0|}", G, "at least 1")]
    [InlineData("Convolve = {|TTT0022:(Views)9|}", G, "Views.Query")]
    [InlineData("Window = 3", G + "[WindowWeight(Of = {|TTT0030:\"w\"|})] static Scalar A(Vec<Model> x) => 0.5;", "leave Of out")]
    [InlineData("Solver = {|TTT0030:InnerSolver.Ridge|}", G, "[Ridge]")]
    [InlineData("Solver = {|TTT0030:InnerSolver.Ridge|}", F + "[Ridge] static Vec<D> P([Slow] Vec<D> a) => 1 + a;", "'w', 'u'")]
    [InlineData("Solver = InnerSolver.Ridge", G + "[Ridge] static {|TTT3001:Vec<Hidden>|} P([Slow] Vec<Hidden> a) => 1 + a;", "a column of 'w'")]
    [InlineData("Solver = InnerSolver.Ridge", G + "[Ridge] static Vec<D> P(Vec<D> {|TTT0013:x|}) => x;", "")]
    [InlineData("Solver = InnerSolver.Ridge, Window = {|TTT0030:2|}", G + "[Ridge] static Vec<D> P([Slow] Vec<D> a) => 1 + a;", "all tokens")]
    [InlineData("Solver = InnerSolver.Ridge, ReadOut = {|TTT0030:ReadOut.ChunkEnd|}", G + "[Ridge] static Vec<D> P([Slow] Vec<D> a) => 1 + a;", "up to it")]
    [InlineData("Solver = InnerSolver.Ridge", G + "[Ridge] static Vec<D> P([Slow] Vec<D> a) => 1 + a; [{|TTT0030:Momentum|}] static Scalar A(Vec<Model> x) => 0.5;", "[Momentum]")]
    public void OfSettings(string arguments, string members, string text) => Check(members, arguments, text);

    [Theory]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Previous(0)] Vec<D> {|TTT0032:p|}, [Fast] Mat<D, D> w) => (x + p) * w;", "at least 1 token")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Previous(1)] Vec<D> a, [Previous(1)] Vec<D> {|TTT0032:b|}, [Fast] Mat<D, D> w) => (x + a + b) * w;", "the same token")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Previous(1)] Vec<Hidden> {|TTT3001:p|}, [Fast] Mat<D, D> w, [Fast] Mat<Hidden, D> u) => x * w + p * u;", "the token's view is Vec<D>")]
    [InlineData("[InnerModel] static Vec<D> F([Previous(1)] Vec<D> {|TTT0032:p|}, Vec<D> x, [Fast] Mat<D, D> w) => (x + p) * w;", "comes first")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Previous(1), Slow] Vec<D> {|TTT0032:p|}, [Fast] Mat<D, D> w) => (x + p) * w;", "weight too")]
    [InlineData(G + "[InnerLoss] static Scalar L(Vec<D> y, Vec<D> v, [Previous(1)] Vec<D> {|TTT0032:p|}) => Dot(y, v + p);", "fast weights")]
    [InlineData(G + "[InnerLoss] static Scalar L(Vec<D> k, Vec<D> v, [Fast] Mat<D, Hidden> {|TTT0027:w|}) => Sum(k * w) * Sum(v);", "is a Mat<D, D> in the inner model")]
    [InlineData(G + "[InnerLoss] static Scalar L(Vec<D> k, Vec<D> v, [Fast(Name = \"w\")] Mat<D, D> {|TTT0027:w|}) => Dot(k * w, v);", "from the inner model")]
    [InlineData(G + "[InnerLoss] static Scalar L(Vec<Hidden> {|TTT3001:k|}, Vec<D> v, [Fast] Mat<D, D> w, [Slow] Mat<Hidden, D> a) => Dot(k * a * w, v);", "the inner model's input")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> {|TTT2002:b|}) => x * w + b; [InnerLoss] static Scalar L(Vec<D> k, Vec<D> v, [Fast] Mat<D, D> w) => Dot(k * w, v);", "inner loss")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast(Learned = false, Init = {|TTT0022:Init.Normal|})] Mat<D, D> w) => x * w;", "Zero or One")]
    public void OfTokensAndWeights(string members, string text) => Check(members, "", text);

    [Theory]
    [InlineData("Pow(x, {|TTT1006:Sum(x).Value|}) * w")]
    [InlineData("Pow(x, {|TTT1006:double.PositiveInfinity|}) * w")]
    [InlineData("Huber(x * w, {|TTT1006:0|})")]
    [InlineData("Huber(x * w, delta: {|TTT1006:-1|})")]
    [InlineData("Norm(x, {|TTT1006:-1|}) * (x * w)")]
    [InlineData("x * {|TTT1009:ScaleRows(w, x)|}")]
    [InlineData("x * {|TTT1009:ScaleColumns(w, x * w)|}")]
    [InlineData("x * w * {|TTT1002:System.Math.Abs(1.5 * x.Length)|}")]
    public void OfFunctions(string expression) => Check($"[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => {expression};", "", "");

    static void Check(string members, string arguments, string text)
    {
        var source = Parsed.Frame(members).Replace("[TttLayer]", $"[TttLayer({arguments})]");
        var run = DiagnosticAssert.Reports(source);
        Assert.Contains(run.Diagnostics, d => d.GetMessage(null).Contains(text, StringComparison.Ordinal));
    }
}
