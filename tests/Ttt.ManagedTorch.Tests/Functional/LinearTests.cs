using System.Runtime.InteropServices;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Ttt.ManagedTorch.Tests.Functional;

public class LinearTests
{
    [Theory]
    [InlineData(new long[] { 5 })]
    [InlineData(new long[] { 3, 5 })]
    [InlineData(new long[] { 2, 3, 5 })]
    [InlineData(new long[] { 2, 1, 3, 5 })]
    public void Is_a_product_with_the_transposed_weights(long[] shape)
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Given.Tensor(shape, 1), Given.Tensor([7, 5], 2), Given.Tensor([7], 3));
        var (xs, ws, bs) = (Given.Values(x), Given.Values(w), Given.Values(b));
        var rows = xs.Length / 5;
        var expected = new double[rows * 7];
        for (var r = 0; r < rows; r++)
            for (var o = 0; o < 7; o++)
                expected[r * 7 + o] = bs[o] + Enumerable.Range(0, 5).Sum(i => xs[r * 5 + i] * ws[o * 5 + i]);
        var y = F.linear(x, w, b);
        Assert.Equal([.. shape[..^1], 7L], y.shape);
        Given.Close(expected, y);
    }

    [Fact]
    public void Gradients_with_and_without_bias()
    {
        Gradients.Check(x => F.linear(x[0], x[1], x[2]), Given.Tensor([3, 2, 5], 1), Given.Tensor([7, 5], 2), Given.Tensor([7], 3));
        Gradients.Check(x => F.linear(x[0], x[1]), Given.Tensor([5], 1), Given.Tensor([3, 5], 2));
        Gradients.Check(x => F.linear(x[0].transpose(0, 1), x[1]), Given.Tensor([5, 3], 1), Given.Tensor([3, 5], 2));
    }

    [Fact]
    public void Second_derivatives()
        => Gradients.CheckSecond(x => F.linear(F.linear(x[0], x[1], x[2]).tanh(), x[1]), Given.Tensor([2, 3], 1), Given.Tensor([3, 3], 2), Given.Tensor([3], 3));

    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => F.linear(ones(2, 4), ones(3, 5)));
        Assert.Contains("(2x4 and 5x3)", error.Message);
        Assert.Throws<ExternalException>(() => F.linear(ones(2, 5), ones(3, 5), ones(4)));
        Assert.Throws<ExternalException>(() => F.linear(ones(2, 5), ones(3, 5, dtype: ScalarType.Float64)));
    }
}
