using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests.Functional;

/// <summary>Compares gradients with central finite differences in double.</summary>
static class Gradients
{
    const double Step = 1e-5;

    /// <summary>First derivatives of a random weighting of the result, with respect to every input.</summary>
    public static void Check(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Compare(x => Weigh(function(x)), inputs);

    /// <summary>The derivative of the gradient: what <c>create_graph</c> promises.</summary>
    public static void CheckSecond(Func<Tensor[], Tensor> function, params Tensor[] inputs)
        => Compare(x =>
        {
            var gradients = autograd.grad([Weigh(function(x))], x, create_graph: true);
            return gradients.Select((gradient, i) => Weigh(gradient, 50 + i)).Aggregate((a, b) => a + b);
        }, inputs);

    static Tensor Weigh(Tensor result, int seed = 40) => (result * Given.Tensor(result.shape, seed)).sum();

    static void Compare(Func<Tensor[], Tensor> scalar, Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        foreach (var input in inputs)
            input.requires_grad_();
        var analytic = autograd.grad([scalar(inputs)], inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(inputs[i].shape, analytic[i].shape);
            var expected = Numeric(scalar, inputs, i);
            Given.Close(expected, analytic[i], 2e-6);
        }
    }

    static double[] Numeric(Func<Tensor[], Tensor> scalar, Tensor[] inputs, int which)
    {
        var numbers = Given.Values(inputs[which]);
        var result = new double[numbers.Length];
        for (var e = 0; e < numbers.Length; e++)
            result[e] = (At(e, Step) - At(e, -Step)) / (2 * Step);
        return result;

        double At(int element, double delta)
        {
            using var scope = NewDisposeScope();
            var moved = (double[])numbers.Clone();
            moved[element] += delta;
            var copies = inputs.Select(input => input.detach().clone()).ToArray();
            copies[which] = tensor(moved, inputs[which].shape);
            foreach (var copy in copies)
                copy.requires_grad_();
            return scalar(copies).item<double>();
        }
    }
}
