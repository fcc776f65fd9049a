namespace Ttt.Models.Tests.Modules;

public sealed class LinearCrossEntropyTests
{
    [Theory]
    [InlineData(1, 4, 3, 2)]
    [InlineData(7, 11, 5, 12)]
    [InlineData(20, 13, 8, 40)]
    [InlineData(33, 301, 17, 3010)]
    public void Rows_at_a_time_give_the_loss_and_the_gradients_of_all(int rows, int classes, int width, long held)
    {
        using var scope = torch.NewDisposeScope();
        var (hidden, weight) = (TensorAssert.Random(rows, rows, width).requires_grad_(true), TensorAssert.Random(classes, classes, width).requires_grad_(true));
        var targets = TensorAssert.Ids(3, classes, rows);
        if (rows > 5) targets[torch.TensorIndex.Slice(2, 5)] = torch.tensor(TokenBatch.Ignored);
        var (whole, parts) = (Differentiated(long.MaxValue), Differentiated(held));
        foreach (var (expected, actual) in whole.Zip(parts)) TensorAssert.Close(expected, actual, 1e-12);
        using var noGrad = torch.no_grad();
        TensorAssert.Close(whole[0], LinearCrossEntropy.Of(hidden, weight, targets, held), 1e-12);

        Tensor[] Differentiated(long logits)
        {
            hidden.grad = weight.grad = null;
            var loss = LinearCrossEntropy.Of(hidden, weight, targets, logits);
            (loss * 3).backward();
            return [loss.detach(), hidden.grad!.clone(), weight.grad!.clone()];
        }
    }

    [Fact]
    public void Of_float32_it_is_the_loss_within_rounding()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(1);
        var (hidden, weight, targets) = (torch.randn(50, 16), torch.randn(97, 16), torch.randint(0, 97, [50], torch.ScalarType.Int64));
        var precise = LinearCrossEntropy.Of(hidden.to_type(torch.ScalarType.Float64), weight.to_type(torch.ScalarType.Float64), targets);
        TensorAssert.Close(precise, LinearCrossEntropy.Of(hidden, weight, targets, 1000), 1e-6);
    }

    [Fact]
    public void A_second_derivative_is_refused()
    {
        using var scope = torch.NewDisposeScope();
        var (hidden, weight) = (torch.ones(4, 2).requires_grad_(true), torch.ones(3, 2));
        var loss = LinearCrossEntropy.Of(hidden, weight, torch.zeros(4, dtype: torch.ScalarType.Int64), 3);
        var error = Assert.ThrowsAny<Exception>(() => torch.autograd.grad([loss], [hidden], create_graph: true));
        Assert.Contains("second derivative", error.ToString(), StringComparison.Ordinal);
    }
}
