namespace Ttt.Models.Tests;

/// <summary>Compares gradients with central differences in float64.</summary>
static class FiniteDifferences
{
    public static void Check(Func<Tensor> loss, IReadOnlyList<Tensor> variables, double tolerance = 1e-6, double step = 1e-5)
    {
        using var scope = torch.NewDisposeScope();
        loss().backward();
        foreach (var variable in variables)
        {
            var analytic = TensorAssert.Values(variable.grad!);
            var numeric = new double[analytic.Length];
            using (torch.no_grad())
            {
                var flat = variable.view(-1);
                for (var i = 0; i < numeric.Length; i++)
                {
                    var element = flat.narrow(0, i, 1);
                    element.add_(step);
                    var above = loss().item<double>();
                    element.add_(-2 * step);
                    var below = loss().item<double>();
                    element.add_(step);
                    numeric[i] = (above - below) / (2 * step);
                }
            }
            TensorAssert.Close(numeric, analytic, tolerance);
        }
    }
}
