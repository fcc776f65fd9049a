using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests;

/// <summary>Compares gradients with central differences in double precision.</summary>
internal static class GradCheck
{
    private const double Step = 1e-6;
    private const double Tolerance = 1e-6;

    /// <summary>Checks the gradient of Σ w ∘ f(inputs) for fixed weights w, then that of the gradient itself.</summary>
    public static void Check(Func<Tensor[], Tensor> f, Tensor[] inputs, bool twice)
    {
        using var scope = NewDisposeScope();
        Func<Tensor[], Tensor> loss = x => Weighted(f(x));
        Compare(loss, inputs);
        if (!twice) return;
        Compare(x =>
        {
            var grads = autograd.grad([loss(x)], x, create_graph: true, allow_unused: true);
            Tensor? total = null;
            foreach (var grad in grads)
                if (!grad.IsInvalid) total = total is null ? Weighted(grad) : total + Weighted(grad);
            return total!;
        }, inputs);
    }

    private static void Compare(Func<Tensor[], Tensor> loss, Tensor[] inputs)
    {
        var leaves = inputs.Select(x => x.detach().clone().requires_grad_()).ToArray();
        var value = loss(leaves);
        var grads = value.requires_grad ? autograd.grad([value], leaves, allow_unused: true) : [];
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] expected = Numeric(loss, inputs, i);
            double[] actual = value.requires_grad && !grads[i].IsInvalid ? grads[i].contiguous().data<double>().ToArray() : new double[expected.Length];
            for (int k = 0; k < expected.Length; k++)
                Assert.True(Math.Abs(expected[k] - actual[k]) <= Tolerance * Math.Max(1, Math.Abs(expected[k])) * 20,
                    $"input {i}, element {k}: analytic {actual[k]:G8}, numeric {expected[k]:G8}");
        }
    }

    private static double[] Numeric(Func<Tensor[], Tensor> loss, Tensor[] inputs, int which)
    {
        var result = new double[inputs[which].numel()];
        for (int k = 0; k < result.Length; k++)
        {
            using var scope = NewDisposeScope();
            double up = At(+Step), down = At(-Step);
            result[k] = (up - down) / (2 * Step);

            double At(double delta)
            {
                var moved = inputs.Select(x => x.detach().clone()).ToArray();
                var flat = moved[which].contiguous();
                flat.data<double>()[k] += delta;
                moved[which] = flat;
                foreach (var x in moved) x.requires_grad_();
                return loss(moved).item<double>();
            }
        }
        return result;
    }

    // Weights that are neither equal nor symmetric, so that no error cancels.
    private static Tensor Weighted(Tensor y)
    {
        var weights = (arange(y.numel(), dtype: ScalarType.Float64) * 0.7 + 0.3).sin() + 1.2;
        return (y.reshape(-1) * weights).sum();
    }
}
