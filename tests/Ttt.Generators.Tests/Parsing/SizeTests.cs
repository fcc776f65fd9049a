using System.Diagnostics;
using System.Text;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>Formulas that would explode are refused, in bounded time; large ones that stay small as graphs are read.</summary>
public class SizeTests
{
    [Fact]
    public void DoublingLocalsIsASmallGraph()
    {
        var body = new StringBuilder("var y0 = x * w;");
        for (var i = 1; i <= 40; i++)
            body.Append($" var y{i} = Tanh(y{i - 1} * y{i - 1});");
        var model = Parsed.Members($"[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) {{ {body} return y40; }}");
        Assert.InRange(model.InnerModel.Graph.Nodes.Count, 40, 200);
    }

    [Theory]
    [InlineData("Tanh({0}) * w")]
    [InlineData("{0} + {0}")]
    public void CallsThatMultiplyAreRefusedInTime(string formula)
    {
        var helpers = new StringBuilder("static Vec<D> H0(Vec<D> x, Mat<D, D> w) => x * w;\n");
        for (var i = 1; i <= 40; i++)
            helpers.AppendLine($"static Vec<D> H{i}(Vec<D> x, Mat<D, D> w) => {string.Format(null, formula, $"H{i - 1}(H{i - 1}(x, w), w)")};");
        var clock = Stopwatch.StartNew();
        var layer = Assert.Single(Parsed.All(Parsed.Frame($"[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => H40(x, w);\n{helpers}")));
        Assert.Equal("TTT1011", Assert.Single(layer.Faults).Id);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Theory]
    [InlineData(1 << 20, "TTT1011")]
    [InlineData(1 << 26, null)]
    public void CallsTooDeepForTheStackAreRefused(int stack, string? expected)
    {
        var helpers = string.Concat(Enumerable.Range(1, 3000).Select(i => $"static Vec<D> H{i}(Vec<D> x) => Tanh(H{i - 1}(x));\n"));
        var source = Parsed.Frame($"[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => H3000(x * w);\nstatic Vec<D> H0(Vec<D> x) => x;\n{helpers}");
        IReadOnlyList<string>? found = null;
        var thread = new Thread(() => found = [.. Assert.Single(Parsed.All(source)).Faults.Select(f => f.Id)], stack);
        thread.Start();
        thread.Join();
        Assert.Equal(expected is null ? [] : [expected], found);
    }
}
