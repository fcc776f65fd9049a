using Ttt.Generators.Ir;
using Ttt.Generators.Passes;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>Derivatives of functions: finite differences away from kinks, the usual subgradients at them.</summary>
public class FunctionGradientTests
{
    static readonly Dictionary<string, int> Sizes = new() { ["D"] = 3, ["Hidden"] = 4 };

    [Theory]
    [InlineData("Abs(w) + Elu(w) + Huber(w) + Huber(w, 0.3)")]
    [InlineData("Pow(Exp(w), 1.7) + Pow(w, 3) + Pow(Exp(s), -0.5) + Pow(w, 2) + Pow(Exp(w), 0.5) + Pow(Exp(s), -1.5)")]
    [InlineData("Hadamard(w, s) * FrobeniusNorm(s) + FrobeniusNorm(w, 1) * s")]
    [InlineData("ScaleRows(s, RowNorms(w)) + ScaleColumns(w, ColumnNorms(s, 0.1))")]
    [InlineData("w - NewtonSchulz(s)")]
    public void AreFiniteDifferences(string expression)
    {
        var graph = Graph(expression);
        var random = new Random(5);
        var inputs = graph.Inputs().ToDictionary(i => i.Input.Name, i => Matrix.Create(3, 4, (_, _) => random.NextDouble() * 2 - 1));
        var seed = Matrix.Create(3, 4, (_, _) => random.NextDouble() * 2 - 1);
        var gradients = Interpreter.Run(OuterVjp.Run(graph), new Dictionary<string, Matrix>(inputs) { [Names.Cotangent("result")] = seed }, Size);
        foreach (var name in inputs.Keys)
            for (var i = 0; i < 12; i++)
                Assert.Equal((Value(name, i, 1e-5) - Value(name, i, -1e-5)) / 2e-5, gradients[Names.Cotangent(name)].Items[i], 1e-7);

        double Value(string name, int element, double step)
        {
            var moved = (double[])inputs[name].Items.Clone();
            moved[element] += step;
            var result = Interpreter.Run(graph, new Dictionary<string, Matrix>(inputs) { [name] = new(3, 4, moved) }, Size)["result"];
            return result.Items.Zip(seed.Items, (a, b) => a * b).Sum();
        }
    }

    [Theory]
    [InlineData("Abs(w) + 0 * s", 0, 0)]
    [InlineData("Elu(w) + 0 * s", 0, 1)]
    [InlineData("Huber(w) + 0 * s", 1, 1)]
    [InlineData("Huber(w, 2) + 0 * s", -3, -2)]
    [InlineData("Relu(w) + 0 * s", 0, 0)]
    public void AtKinksAreTheUsualOnes(string expression, double at, double expected)
    {
        var backward = OuterVjp.Run(Graph(expression));
        var inputs = new Dictionary<string, Matrix>
        {
            ["@w"] = Matrix.Create(3, 4, (_, _) => at),
            [Names.Cotangent("result")] = Matrix.Create(3, 4, (_, _) => 1),
        };
        Assert.All(Interpreter.Run(backward, inputs, Size)[Names.Cotangent("@w")].Items, value => Assert.Equal(expected, value, 1e-14));
    }

    [Fact]
    public void TheStepOfNothingHasAFiniteDerivative()
    {
        var backward = OuterVjp.Run(Graph("w - NewtonSchulz(s)"));
        var inputs = new Dictionary<string, Matrix> { ["@s"] = Matrix.Create(3, 4, (_, _) => 0), ["@step"] = Matrix.Create(3, 4, (_, _) => 0), [Names.Cotangent("result")] = Matrix.Create(3, 4, (_, _) => 1) };
        Assert.All(Interpreter.Run(backward, inputs, Size)[Names.Cotangent("@step")].Items, value => Assert.True(double.IsFinite(value)));
    }

    static int Size(Extent extent) => Sizes[extent.Name];

    static Graph Graph(string expression) => Assert.Single(Parsed.Members($$"""
        [InnerModel] static Vec<Hidden> F(Vec<D> x, [Fast] Mat<D, Hidden> w) => x * w;
        [Update] static Mat<D, Hidden> Step(Mat<D, Hidden> w, Mat<D, Hidden> s) => {{expression}};
        """).Updates).Function.Graph;
}
