namespace Ttt.Layers.Tests.Support;

/// <summary>Comparison of tensors by the largest difference relative to the largest value.</summary>
static class Near
{
    /// <summary>The largest difference over the largest expected value; absolute where all expected values are 0.</summary>
    internal static double Error(Tensor expected, Tensor actual)
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var (want, have) = (expected.detach().to_type(torch.float64), actual.detach().to_type(torch.float64));
        var largest = want.abs().max().item<double>();
        var difference = (want - have).abs().max().item<double>();
        return largest == 0 ? difference : difference / largest;
    }

    internal static void Equal(Tensor expected, Tensor actual, double tolerance, string what)
    {
        var error = Error(expected, actual);
        Assert.True(error <= tolerance, $"{what}: error {error:E2}, tolerance {tolerance:E0}");
    }

    internal static void Equal(IReadOnlyDictionary<string, Tensor> expected, IReadOnlyDictionary<string, Tensor> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, tensor) in expected) Equal(tensor, actual[name], tolerance, $"{what}, {name}");
    }
}
