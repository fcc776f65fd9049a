using System.Text.RegularExpressions;
using Ttt.Generators.Ir;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>The parsed graph computes what the user's method computes when it is simply called.</summary>
public class EagerTests
{
    const int Rows = 3;

    static readonly Dictionary<string, int> Sizes = new() { ["Model"] = 6, ["D"] = 5, ["Hidden"] = 7, ["Rank"] = 2 };

    public static TheoryData<string> Cases => [.. Sources.CaseNames];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryFunctionOfEveryCaseIsWhatItsMethodComputes(string name) => Check(Sources.Case(name));

    [Theory]
    [InlineData("x * (2 * w - w / 4.0 + -w) + 1 - x / 2 + 3 / (x * x + 2)")]
    [InlineData("x * (Sum(x) * w)")]
    [InlineData("x * (w * Dot(x, b) / s)")]
    [InlineData("x * ((s * w) * (Mean(x) * w)).T")]
    [InlineData("x * (s * w + 2 * s * w)")]
    [InlineData("x * (s * w + w)")]
    [InlineData("x * Tanh(s * w)")]
    [InlineData("-(x - s) * (1 - s) / s + (s - b) + (s + b) - (b - 1) + Math.PI * x + (b / x)")]
    [InlineData("Exp(x * 0.1) + Log(2 + Square(x)) + Sqrt(1 + x * x) + Relu(x) + Silu(x) + Gelu(x) + GeluErf(x) + Softplus(x * 3) + Softmax(x) + L2Norm(x)")]
    [InlineData("LayerNorm(x) + LayerNorm(x, 1e-3) + LayerNorm(x, b, x) + LayerNorm(beta: b, gamma: x, x: b) + RmsNorm(x, epsilon: 2) + RmsNorm(x, b)")]
    [InlineData("x * Relu(Gelu(w)) * Square(w)")]
    [InlineData("x * (s + 1 - s * 2 / 3) + Tanh(0.3) + Exp(s) * Softplus(s) * new Scalar(0.25)")]
    [InlineData("Abs(x) + Elu(x) + Huber(x) + Huber(x * 3, 0.5) + Pow(1 + x * x, 1.5) + Pow(x, 3) + Pow(x, 1) + Pow(x, 0) + Max(x, b) + Min(x, b) + Max(x, 0.25) + Min(b, s) + x * Norm(x)")]
    [InlineData("x * (Max(s, 0.1) + Min(s, -0.1) + Abs(s) + Elu(s) + Huber(s, delta: 2) + Pow(s * s + 1, -0.5)) + x * (Abs(w) + Elu(w) + Huber(w) + Pow(w, 2))")]
    [InlineData("x * Hadamard(w, w + w) + FrobeniusNorm(w) * b + FrobeniusNorm(w, epsilon: 1) * x + RowNorms(w) + ColumnNorms(w, 0.5)")]
    [InlineData("x * ScaleRows(w, b) + x * ScaleColumns(w, b / ColumnNorms(w)) + x * (ScaleRows(w, RowNorms(w)) * NewtonSchulz(w))")]
    [InlineData("x * (1 / 2) + x * (7 / 2) + x * (float)0.1 + x * 1_000L")]
    public void ExpressionsMeanWhatCSharpMeans(string expression)
    {
        var weights = new[] { ("w", "[Fast] Mat<D, D> w"), ("b", "[Fast] Vec<D> b"), ("s", "[Fast] Scalar s") }.Where(p => Regex.IsMatch(expression, $@"\b{p.Item1}\b")).Select(p => p.Item2);
        Check(Parsed.Frame($"[InnerModel] static Vec<D> F({string.Join(", ", weights.Prepend("Vec<D> x").Append("[Fast] Vec<D> other"))}) => {expression} + x * other;")
            .Replace("using Ttt;", "using System;\nusing Ttt;"));
    }

    [Theory]
    [InlineData("const double half = 0.5; double third = 1.0 / 3; var both = half * third; return x * w * both;")]
    [InlineData("Vec<D> y; y = x * w; ; return y * (y);")]
    [InlineData("return Twice(x * w); static Vec<D> Twice(Vec<D> a) => a + a;")]
    [InlineData("return Helper.Mix(b: x * w, a: x);")]
    [InlineData("return x.Squash(0.5) * w;")]
    [InlineData("double Local(double a) { var b = a * 2; return b; } return Local(Helper.Scale) * (x * w);")]
    public void StatementsAndHelpersMeanWhatCSharpMeans(string body)
        => Check(Parsed.Frame($"[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) {{ {body} }}") + """

            static class Helper
            {
                public const double Scale = 3;
                public static Vec<T> Mix<T>(Vec<T> a, Vec<T> b, double weight = 0.25) where T : IDim => weight * a + (1 - weight) * Squash(b, 2);
                public static Vec<T> Squash<T>(this Vec<T> a, Scalar by) where T : IDim
                {
                    var scaled = a * by;
                    return Tanh(scaled);
                }
            }
            """);

    [Fact]
    public void NewtonSchulzOfAnyShapeIsWhatTheMethodComputes() => Check(Parsed.Frame("""
        [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> wide, [Fast] Mat<Hidden, D> tall, [Fast] Mat<Model, Hidden> unknown)
            => x * NewtonSchulz(wide) * NewtonSchulz(tall) + x * wide * NewtonSchulz(unknown).T * unknown * tall;
        """));

    [Fact]
    public void EveryRoleIsWhatItsMethodComputes() => Check(Parsed.Frame(Optimisers.Everything));

    internal static void Check(string source)
    {
        var model = Parsed.Layer(source);
        foreach (var function in EagerFunction.Of(model, Eager.Load(source)))
        {
            var inputs = function.Random(Rows, Sizes, new Random(7));
            var result = Parsed.Evaluate(function.Function, inputs, e => e == Extent.Tokens ? Rows : Sizes[e.Name]);
            for (var row = 0; row < (function.HasTokens ? Rows : 1); row++)
            {
                var expected = function.Call(inputs, row);
                var actual = function.HasTokens ? result.Items.AsSpan(row * result.Columns, result.Columns).ToArray() : result.Items;
                Assert.Equal(expected.Length, actual.Length);
                for (var i = 0; i < expected.Length; i++)
                    Assert.Equal(expected[i], actual[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])));
            }
        }
    }
}
