using TorchSharp;
using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

public class ElementwiseTests
{
    public static TheoryData<string> Functions() => [.. Table.Keys];

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Op, Func<double, double> Reference)> Table = new()
    {
        ["exp"] = (x => x.exp(), Math.Exp),
        ["tanh"] = (x => x.tanh(), Math.Tanh),
        ["sigmoid"] = (x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x))),
        ["silu"] = (x => x.silu(), x => x / (1 + Math.Exp(-x))),
        ["sin"] = (x => x.sin(), Math.Sin),
        ["cos"] = (x => x.cos(), Math.Cos),
        ["abs"] = (x => x.abs(), Math.Abs),
        ["square"] = (x => x.square(), x => x * x),
        ["relu"] = (x => x.relu(), x => Math.Max(x, 0)),
        ["expm1"] = (x => x.expm1(), x => Math.Abs(x) < 1e-5 ? x + (x * x / 2) : Math.Exp(x) - 1),
        ["floor"] = (x => x.floor(), Math.Floor),
        ["neg"] = (x => -x, x => -x),
        ["pow 3"] = (x => x.pow(3), x => x * x * x),
        ["1 / x"] = (x => 1 / x, x => 1 / x),
        ["2 - x"] = (x => 2 - x, x => 2 - x),
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void FunctionsMatchDoublePrecision(string name)
    {
        using var scope = NewDisposeScope();
        var (op, reference) = Table[name];
        // Odd lengths reach the rest of every vector loop; a transposed view reaches the strided one.
        foreach (int n in new[] { 1, 3, 8, 17, 1001 })
        {
            var inputs = Enumerable.Range(0, n).Select(i => ((i * 0.7919) % 17) - 8.3 + 1e-3).ToArray();
            var x = tensor(inputs).to(ScalarType.Float32);
            Check(inputs, op(x), reference);
            Check(inputs, op(x.unsqueeze(1).expand(n, 2))[TensorIndex.Colon, 1], reference);
            Check(inputs, op(stack([x, x], 1).select(1, 0)), reference);
        }
    }

    [Fact]
    public void ErfAndGeluAreAccurate()
    {
        using var scope = NewDisposeScope();
        // Values of the error function, to ten digits.
        var at = tensor(new[] { 0.1, 0.5, 1.0, 2.0, 3.0, -1.5 });
        double[] expected = [0.1124629160, 0.5204998778, 0.8427007929, 0.9953222650, 0.9999779095, -0.9661051465];
        Close(expected, at.erf().data<double>().ToArray(), 1e-10);
        Close(expected, at.to(ScalarType.Float32).erf().to(ScalarType.Float64).data<double>().ToArray(), 3e-7);
        Close([0.8413447461], tensor(new[] { 1.0 }).gelu().data<double>().ToArray(), 1e-10);
    }

    [Fact]
    public void ExtremeArgumentsBehave()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1000f, -1000f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, 88f, -100f });
        Assert.Equal([float.PositiveInfinity, 0, float.NaN, float.PositiveInfinity, 0, 1], x.exp().data<float>().ToArray()[..6]);
        Assert.Equal([1, -1, float.NaN, 1, -1, 0], x.tanh().data<float>().ToArray()[..6]);
        Assert.Equal([1, 0, float.NaN, 1, 0, 0.5f], x.sigmoid().data<float>().ToArray()[..6]);
        Assert.Equal(MathF.Exp(88), x.exp()[6].item<float>(), 1e33f);
        Assert.Equal(0.25f, x.narrow(0, 0, 1).expand(4).softmax(0)[2].item<float>());
    }

    [Fact]
    public void BroadcastingMatchesTheDefinition()
    {
        using var scope = NewDisposeScope();
        long[][] shapes = [[], [1], [5], [3, 1], [3, 5], [2, 1, 5], [2, 3, 1], [1, 3, 5]];
        foreach (var s in shapes)
            foreach (var t in shapes)
            {
                var a = rand(s, ScalarType.Float64);
                var b = rand(t, ScalarType.Float64);
                var y = a - b;
                var full = y.shape;
                Assert.True((y == a.expand(full) + b.expand(full).contiguous() * -1.0).all().ToBoolean(), $"{a} and {b}");
            }
    }

    [Fact]
    public void TheLayoutOfTheOperandIsKept()
    {
        using var scope = NewDisposeScope();
        var x = rand(3, 4, 5).permute(2, 0, 1);
        Assert.Equal(x.stride(), (x * 2).stride());
        Assert.Equal(x.stride(), x.exp().stride());
        Assert.Equal(x.stride(), x.clone().stride());
        Assert.True(x.contiguous().is_contiguous());
    }

    private static void Check(double[] inputs, Tensor actual, Func<double, double> reference)
    {
        var values = actual.contiguous().data<float>().ToArray();
        for (int i = 0; i < inputs.Length; i++)
        {
            double expected = reference((float)inputs[i]);
            Assert.True(Math.Abs(values[i] - expected) <= 4e-7 * Math.Max(1, Math.Abs(expected)), $"f({inputs[i]}) = {values[i]}, expected {expected}");
        }
    }

    private static void Close(double[] expected, double[] actual, double tolerance)
    {
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < tolerance, $"{actual[i]} instead of {expected[i]}");
    }
}
