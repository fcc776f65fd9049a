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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Second_derivatives_are_those_of_all(bool learnsWeight)
    {
        using var scope = torch.NewDisposeScope();
        var (hidden, weight) = (TensorAssert.Random(1, 5, 4).requires_grad_(true), TensorAssert.Random(2, 7, 4).requires_grad_(learnsWeight));
        var targets = TensorAssert.Ids(3, 7, 5);
        TensorAssert.Close(Penalty(long.MaxValue), Penalty(10), 1e-12);

        Tensor Penalty(long held)
        {
            hidden.grad = null;
            var loss = LinearCrossEntropy.Of(hidden, weight, targets, held);
            var gradients = torch.autograd.grad([loss], learnsWeight ? [hidden, weight] : [hidden], create_graph: true);
            gradients.Select(g => g.pow(2).sum()).Aggregate((a, b) => a + b).backward();
            return hidden.grad!.clone();
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(4)]
    public void Targets_that_are_not_one_for_each_row_are_refused(int targets)
    {
        using var scope = torch.NewDisposeScope();
        foreach (var held in new[] { 3, long.MaxValue })
        {
            var error = Assert.Throws<ArgumentException>(() => LinearCrossEntropy.Of(torch.ones(6, 2), torch.ones(3, 2), torch.zeros(targets, dtype: torch.ScalarType.Int64), held));
            Assert.Contains($"[6,2], [3,2] and [{targets}]", error.Message, StringComparison.Ordinal);
        }
    }
}
