using System.Runtime.InteropServices;
using TorchSharp;

namespace Ttt.ManagedTorch.Tests;

public class TriangularSolveTests
{
    [Theory]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    public void Solves_what_the_triangle_says_and_differentiates(bool upper, bool left, bool unit)
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(3);
        var a = (torch.randn(2, 3, 5, 5, dtype: torch.float64) + 3 * torch.eye(5, dtype: torch.float64)).requires_grad_();
        var b = (left ? torch.randn(3, 5, 7, dtype: torch.float64) : torch.randn(3, 7, 5, dtype: torch.float64)).requires_grad_();
        var x = torch.linalg.solve_triangular(a, b, upper, left, unit);
        Assert.Equal(left ? [2, 3, 5, 7] : [2, 3, 7, 5], x.shape);

        var eye = torch.eye(5, dtype: torch.float64);
        var read = unit ? (upper ? a.triu(1) : a.tril(-1)) + eye : upper ? a.triu() : a.tril();
        var back = left ? read.matmul(x) : x.matmul(read);
        Assert.True((back - b).abs().max().item<double>() < 1e-12);

        var weights = torch.randn(x.shape, dtype: torch.float64);
        (x * weights).sum().backward();
        double loss(torch.Tensor first, torch.Tensor second)
        {
            using var mode = torch.no_grad();
            return (torch.linalg.solve_triangular(first, second, upper, left, unit) * weights).sum().item<double>();
        }
        var (da, db) = (torch.randn(a.shape, dtype: torch.float64), torch.randn(b.shape, dtype: torch.float64));
        const double step = 1e-6;
        var numericA = (loss(a.detach() + step * da, b.detach()) - loss(a.detach() - step * da, b.detach())) / (2 * step);
        var numericB = (loss(a.detach(), b.detach() + step * db) - loss(a.detach(), b.detach() - step * db)) / (2 * step);
        Assert.Equal(numericA, (a.grad! * da).sum().item<double>(), 6);
        Assert.Equal(numericB, (b.grad! * db).sum().item<double>(), 6);
    }

    [Fact]
    public void Solves_in_single_precision_and_refuses_what_does_not_fit()
    {
        using var scope = torch.NewDisposeScope();
        var a = torch.tensor(new float[] { 2, 9, 3, 4 }).reshape(2, 2);
        var b = torch.tensor(new float[] { 2, 11 }).reshape(2, 1);
        Assert.Equal([1f, 2f], torch.linalg.solve_triangular(a, b, upper: false).data<float>().ToArray());
        Assert.Contains("square", Assert.Throws<ExternalException>(() => torch.linalg.solve_triangular(torch.ones(2, 3), b, upper: false)).Message);
        Assert.Contains("floating-point", Assert.Throws<ExternalException>(() => torch.linalg.solve_triangular(a.to_type(torch.float64), b, upper: false)).Message);
    }
}
