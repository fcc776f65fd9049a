using Microsoft.CodeAnalysis;
using Ttt.Generators.Generation;
using Ttt.Generators.Ir;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Diagnostics;

/// <summary>How faults reach the user: where, once, suppressible, and never as a crash.</summary>
public class ReportingTests
{
    const string Good = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);";

    const string User = """
        using Ttt.Layers;
        namespace My;
        static class User
        {
            static TorchSharp.torch.Tensor Use(TorchSharp.torch.Tensor x)
            {
                var layer = new Layer(new TttLayerOptions { Width = 8, Heads = 2 });
                var (y, state) = layer.forward(x, (TttState?)null);
                return Layer.Declaration.Name.Length > 0 ? layer.forward(y) : x;
            }
        }
        """;

    [Theory]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + {|TTT1002:Math.Tanh(1)|} * (x * w);")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * {|TTT1001:x[0]|} * {|TTT1002:Math.Exp(1)|} * w;")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => {|TTT1003:x.Length > 1 ? x : x * w|};")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) { {|TTT1003:for|} (var i = 0; i < 3; i++) x = x * w; return x; }")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) { {|TTT1004:Console.WriteLine(x)|}; return x * w; }")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) { System.Func<Vec<D>, Vec<D>> f = {|TTT1001:a => a|}; return x * w; }")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => {|TTT1001:new Vec<D>(1, 2)|} * w + x;")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w * {|TTT1001:x.Length|};")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w / {|TTT1001:Mean(x).Value|};")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => {|TTT1001:default(Vec<D>)|} + x * w;")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) { return G() + x; Vec<D> G() => {|TTT1001:x|} * {|TTT1001:w|}; }")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => G(x) * w; static Vec<D> G(Vec<D> x) => H(x); static Vec<D> H(Vec<D> x) => {|TTT1007:G(x)|};")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => LayerNorm(x * w, {|TTT1006:Mean(x).Value|});")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, {|TTT0013:int n|}) => x;")]
    [InlineData("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> {|TTT0010:w|} = default) => x * w;")]
    [InlineData("[InnerModel] static Vec<D> {|TTT0011:F|}() => new(1);")]
    [InlineData(Good + "[{|TTT0022:View((Role)7)|}] static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k) => x * k;")]
    [InlineData(Good + "[View(Role.Key)] static Vec<D> Key({|TTT0011:Vec<D>|} x) => x;")]
    [InlineData(Good + "[InnerLoss] static {|TTT0018:Vec<D>|} Loss(Vec<D> y, Vec<D> v) => y - v;")]
    [InlineData(Good + "[InnerLoss] static Scalar Loss(Vec<Hidden> {|TTT3001:y|}, Vec<Hidden> {|TTT3001:v|}) => Dot(y, v);")]
    [InlineData(Good + "[InnerLoss] static Scalar Loss(Vec<D> y, Vec<D> {|TTT0025:v|}) => Sum(Square(y));")]
    [InlineData(Good + "[InnerRate] static Scalar Rate(Vec<Model> x) => 0.01;")]
    [InlineData(Good + "[InnerRate, {|TTT0009:InnerLoss|}] static Scalar Rate(Vec<Model> x) => 0.01;")]
    [InlineData(Good + "[InnerRate] static Scalar Rate(Vec<Model> x, [Slow(Name = {|TTT0021:\"learnable_token_idx\"|})] Vec<Model> r) => Dot(x, r);")]
    public void FaultsAreAtTheExactPlace(string members)
        => DiagnosticAssert.Reports(Place(Parsed.Frame(members).Replace("using Ttt;", "using System;\nusing Ttt;")));

    [Fact]
    public void EverythingWrongIsReportedAtOnce()
        => DiagnosticAssert.Reports(Sources.Usings + """
            [TttLayer(MiniBatchSize = {|TTT0022:-1|}, BaseRate = {|TTT0022:0|}, ConvKernel = {|TTT0022:0|}, RopeBase = {|TTT0022:double.NaN|}, Name = {|TTT0023:""|}, Mode = {|TTT0022:(GradientDescent)9|})]
            public abstract class {|TTT0001:{|TTT0005:Layer|}|}
            {
                [InnerModel] Vec<D> {|TTT0008:F|}(Vec<D> x, [Fast] Mat<D, D> w, Vec<D> {|TTT0013:b|}, [Fast(Init = {|TTT0022:(Init)8|})] Vec<D> c) => x * w + c;
            }

            """);

    [Fact]
    public void PragmaSuppresses()
    {
        var source = Parsed.Frame("""
            #pragma warning disable TTT0025, TTT1002
                [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Slow] Vec<D> unused) => x * w * System.Math.Exp(1);
            #pragma warning restore TTT0025, TTT1002
            """);
        Assert.Empty(GeneratorRun.Over(source).Diagnostics);
        Assert.NotEmpty(GeneratorRun.Over(source.Replace("TTT0025, TTT1002", "TTT0001")).Diagnostics);
    }

    [Fact]
    public void FaultOfAHelperIsInTheHelpersFile()
    {
        var run = GeneratorRun.Over(
            Parsed.Frame("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => Helper.G(x) * w + Helper.G(x * w);"),
            "using Ttt; namespace My; static class Helper { public static Vec<D> G(Vec<D> x) => x * System.Math.Abs(-1.0 * x.Length); }");
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("TTT1002", LocationKind.SourceFile, "File1.cs"), (diagnostic.Id, diagnostic.Location.Kind, diagnostic.Location.SourceTree?.FilePath));
        Assert.Contains("use Fn.Abs", diagnostic.GetMessage(null));
    }

    [Fact]
    public void UsersOfABrokenLayerSeeNoErrorsOfTheirOwn()
    {
        var run = GeneratorRun.Over(Parsed.Frame("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w * System.Math.Exp(1);"), User);
        Assert.Equal("TTT1002", Assert.Single(run.Diagnostics).Id);
        DiagnosticAssert.Compiles(run);
        DiagnosticAssert.Compiles(GeneratorRun.Over(Parsed.Frame(Good), User));
    }

    [Fact]
    public void WhatCSharpReportsIsNotReportedAgain()
    {
        var run = GeneratorRun.Over(Parsed.Frame("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<Hidden, D> w) => x * w;"), User);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(["CS0019"], run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Id));
    }

    [Fact]
    public void ProjectWithoutRuntimeIsToldWhatToReference()
    {
        var references = Sources.References.Where(r => !r.Display!.EndsWith("Ttt.Layers.dll", StringComparison.Ordinal));
        var run = GeneratorRun.Over(Sources.Compile([Sources.Tree(Parsed.Frame(Good), "File0.cs")], references: references));
        Assert.Equal("TTT4001", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Result.GeneratedSources);
    }

    [Fact]
    public void FaultOfTheCompilerIsADiagnosticAndAStub()
    {
        var parsed = Assert.Single(Parsed.All(Parsed.Frame(Good)));
        var result = Steps.Compile(new(parsed.Target, parsed.Model), (_, _) => throw new InvalidOperationException("no\nrule"), default);
        Assert.Contains("partial class Layer", result.Source);
        var fault = Assert.Single(Findings.Join(parsed, [result.Finding]));
        Assert.Equal(("TTT9001", parsed.Span), (fault.Id, fault.Span));
        Assert.Equal(EquatableArray.Of("Layer", "InvalidOperationException: no rule"), fault.Arguments);
        Assert.Throws<OperationCanceledException>(() => Steps.Compile(new(parsed.Target, parsed.Model), (_, _) => throw new OperationCanceledException(), default));
    }

    [Theory]
    [InlineData("[TttLayer] partial class Layer { }\n[TttLayer] partial class Layer { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w; }")]
    [InlineData("[TttLayer(Nothing = 3, MiniBatchSize = \"x\")] partial class Layer { [InnerModel] static Vec<Unknown> F(Vec<D> x, [Fast(1)] Mat<D, > w) => x * w; }")]
    [InlineData("[TttLayer] partial class { [InnerModel] static Vec<D> (Vec<D>, [Fast] w) => ; }")]
    [InlineData("[TttLayer] partial struct Layer { } [TttLayer] interface I { } [TttLayer] enum E { } [TttLayer] partial record R { }")]
    [InlineData("[TttLayer] partial class Layer { [InnerModel] static partial Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w); [InnerLoss] extern static Scalar L(Vec<D> y, Vec<D> v); }")]
    public void CodeThatIsNotCSharpDoesNotCrashTheCompiler(string code) => AssertHarmless(Sources.Usings + code);

    [Fact]
    public void CodeWithMissingTokensDoesNotCrashTheCompiler()
    {
        var random = new Random(11);
        var cases = Sources.CaseNames.Select(Sources.Case).ToArray();
        for (var i = 0; i < 60; i++)
        {
            var text = cases[i % cases.Length];
            var tokens = Sources.Tree(text, "").GetRoot().DescendantTokens().Where(t => t.Span.Length > 0).ToArray();
            AssertHarmless(text.Remove(tokens[random.Next(tokens.Length)] is var token ? token.SpanStart : 0, token.Span.Length));
        }
    }

    [Fact]
    public void NamesakesOfTheLanguageAreNotTheLanguage()
        => DiagnosticAssert.Reports(Parsed.Frame("""
                [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fake.Fast] Vec<D> {|TTT0013:b|}) => Fake.Fn.Tanh(x * w) + b;
            """), """
            namespace My.Fake
            {
                class FastAttribute : System.Attribute { }
                static class Fn { public static Ttt.Vec<Ttt.D> Tanh(Ttt.Vec<Ttt.D> x) => 2 * x; }
            }
            """);

    static void AssertHarmless(string source)
    {
        var run = GeneratorRun.Over(source);
        Assert.Null(run.Result.Exception);
        Assert.DoesNotContain(run.Diagnostics, d => d.Id == "TTT9001" || d.Id.StartsWith("CS8", StringComparison.Ordinal));
    }

    // A parameter is marked as a whole in these one-liners; its diagnostic is at the name.
    static string Place(string source) => source.Replace("{|TTT0013:int n|}", "int {|TTT0013:n|}");
}
