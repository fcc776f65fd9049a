using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class LayerNormTests
{
    static double[] Naive(double[] x, double[]? w, double[]? b, int n, double eps)
    {
        var y = new double[x.Length];
        for (var r = 0; r < x.Length / n; r++)
        {
            var row = x[(r * n)..((r + 1) * n)];
            var mean = row.Average();
            var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + eps);
            for (var i = 0; i < n; i++)
                y[r * n + i] = (row[i] - mean) / deviation * (w?[i] ?? 1) + (b?[i] ?? 0);
        }
        return y;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    public void Matches_the_definition(int n)
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Given.Tensor([5, 2, n], 1, 3), Given.Tensor([n], 2), Given.Tensor([n], 3));
        Given.Close(Naive(Given.Values(x), Given.Values(w), Given.Values(b), n, 1e-5), F.layer_norm(x, [n], w, b));
        Given.Close(Naive(Given.Values(x), Given.Values(w), null, n, 1e-3), F.layer_norm(x, [n], w, eps: 1e-3));
        Given.Close(Naive(Given.Values(x), null, null, n * 2, 1e-5), F.layer_norm(x, [2, n]));
        var single = F.layer_norm(x.to_type(ScalarType.Float32), [n], w.to_type(ScalarType.Float32), b.to_type(ScalarType.Float32));
        Given.Close(Naive(Given.Values(x), Given.Values(w), Given.Values(b), n, 1e-5), single, 2e-5);
    }

    [Fact]
    public void Gradients_for_every_set_of_parameters()
    {
        Gradients.Check(x => F.layer_norm(x[0], [7], x[1], x[2]), Given.Tensor([3, 2, 7], 1), Given.Tensor([7], 2), Given.Tensor([7], 3));
        Gradients.Check(x => F.layer_norm(x[0], [2, 7], x[1]), Given.Tensor([3, 2, 7], 1), Given.Tensor([2, 7], 2));
        Gradients.Check(x => F.layer_norm(x[0], [9]), Given.Tensor([4, 9], 1));
        Gradients.Check(x => F.layer_norm(x[0].transpose(0, 1), [4], x[1]), Given.Tensor([4, 9], 1), Given.Tensor([4], 2));
        Gradients.Check(x => F.layer_norm(Given.Tensor([3, 5], 1), [5], x[0], x[1]), Given.Tensor([5], 2), Given.Tensor([5], 3));
    }

    [Fact]
    public void Parameter_gradients_over_many_rows()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Given.Tensor([200, 11], 1), Given.Tensor([11], 2).requires_grad_(), Given.Tensor([11], 3).requires_grad_());
        F.layer_norm(x, [11], w, b).sum().backward();
        Given.Close(F.layer_norm(x, [11]).sum([0]), w.grad!, 1e-9);
        Given.Close(Enumerable.Repeat(200.0, 11).ToArray(), b.grad!);
    }

    [Fact]
    public void Second_derivatives()
        => Gradients.CheckSecond(x => F.layer_norm(x[0], [5], x[1], x[2]).square(), Given.Tensor([2, 5], 1), Given.Tensor([5], 2), Given.Tensor([5], 3));

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("normalized_shape=[5]", Assert.Throws<ExternalException>(() => F.layer_norm(ones(2, 4), [5])).Message);
        Assert.Contains("weight", Assert.Throws<ExternalException>(() => F.layer_norm(ones(2, 4), [4], ones(5))).Message);
        Assert.Throws<ExternalException>(() => F.layer_norm(ones(2, 4), []));
        Assert.Throws<ExternalException>(() => F.layer_norm(ones([2, 4], dtype: ScalarType.Int64), [4]));
    }
}
