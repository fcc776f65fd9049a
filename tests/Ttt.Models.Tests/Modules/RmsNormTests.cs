namespace Ttt.Models.Tests.Modules;

public sealed class RmsNormTests
{
    [Fact]
    public void It_is_the_formula()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new RmsNorm(3, 0.5).to(torch.ScalarType.Float64);
        norm.get_parameter("weight")!.detach().copy_(torch.tensor([1.0, 2.0, -1.0]));
        var y = norm.call(torch.tensor([1.0, 2.0, 2.0], [1, 3]));
        var root = Math.Sqrt(3 + 0.5);
        TensorAssert.Close([1 / root, 4 / root, -2 / root], TensorAssert.Values(y), 1e-15);
    }

    [Fact]
    public void Its_gradients_are_those_of_finite_differences()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new RmsNorm(5, 1e-6).to(torch.ScalarType.Float64);
        var weight = norm.get_parameter("weight")!;
        weight.detach().copy_(TensorAssert.Random(1, 5));
        var x = TensorAssert.Random(2, 2, 3, 5).requires_grad_();
        var r = TensorAssert.Random(3, 2, 3, 5);
        FiniteDifferences.Check(() => (norm.call(x) * r).sum(), [x, weight]);
    }
}
