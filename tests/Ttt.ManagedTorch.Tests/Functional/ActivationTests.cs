using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using GELU = TorchSharp.Modules.GELU;

namespace Ttt.ManagedTorch.Tests.Functional;

public class ActivationTests
{
    static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Abramowitz and Stegun 7.1.5, enough terms for |x| ≤ 4.
    static double Erf(double x)
    {
        var (sum, term) = (x, x);
        for (var n = 1; n < 120; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.Sqrt(Math.PI);
    }

    public static TheoryData<string> Names() => new() { "gelu", "gelu tanh", "silu", "relu", "sigmoid", "tanh", "softplus", "softplus 3" };

    static (Func<Tensor, Tensor> Function, Func<double, double> Definition) Find(string name) => name switch
    {
        "gelu" => (x => F.gelu(x), x => 0.5 * x * (1 + Erf(x / Math.Sqrt(2)))),
        "gelu tanh" => (x => F.gelu(x, GELU.Approximate.tanh), x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        "silu" => (x => F.silu(x), x => x * Sigmoid(x)),
        "relu" => (x => F.relu(x), x => Math.Max(0, x)),
        "sigmoid" => (x => F.sigmoid(x), Sigmoid),
        "tanh" => (x => F.tanh(x), Math.Tanh),
        "softplus" => (x => F.softplus(x), x => Math.Log(1 + Math.Exp(x))),
        _ => (x => F.softplus(x, 3, 4), x => 3 * x > 4 ? x : Math.Log(1 + Math.Exp(3 * x)) / 3),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Matches_the_definition(string name)
    {
        using var scope = NewDisposeScope();
        var (function, definition) = Find(name);
        var x = Given.Tensor([7, 11], 1, 4);
        Given.Close(Given.Values(x).Select(definition).ToArray(), function(x), 1e-9);
        Given.Close(Given.Values(x).Select(definition).ToArray(), function(x.to_type(ScalarType.Float32)), 2e-6);
        Given.Close(Given.Values(x.t()).Select(definition).ToArray(), function(x.t()), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_first_and_second(string name)
    {
        var (function, _) = Find(name);
        Gradients.Check(x => function(x[0]), Given.Tensor([3, 5], 1, 3));
        if (name != "relu") // its gradient is constant
            Gradients.CheckSecond(x => function(x[0]), Given.Tensor([3, 5], 1, 3));
    }

    [Fact]
    public void In_place_writes_over_the_input()
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([5], 1);
        var expected = F.silu(x);
        var y = F.silu(x, inplace: true);
        Given.Close(expected, x);
        Given.Close(expected, y);
        Gradients.Check(v => F.gelu(v[0] * 2, GELU.Approximate.tanh, inplace: true), Given.Tensor([5], 1));
    }

    [Fact]
    public void Softmax_and_its_logarithm()
    {
        using var scope = NewDisposeScope();
        var x = Given.Tensor([3, 5], 1, 4);
        var values = Given.Values(x);
        var expected = values.Select((v, i) => Math.Exp(v) / values.Skip(i / 5 * 5).Take(5).Sum(Math.Exp)).ToArray();
        Given.Close(expected, F.softmax(x, 1));
        Given.Close(expected.Select(value => Math.Log(value)).ToArray(), F.log_softmax(x, -1));
        Gradients.Check(v => F.softmax(v[0], 0), Given.Tensor([3, 4], 1));
        Gradients.Check(v => F.log_softmax(v[0], 1), Given.Tensor([3, 4], 1));
        Gradients.CheckSecond(v => F.softmax(v[0], 1), Given.Tensor([3, 4], 1));
        Gradients.CheckSecond(v => F.log_softmax(v[0], 1), Given.Tensor([3, 4], 1));
    }
}
