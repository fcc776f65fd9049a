namespace Ttt.Models.Tests;

static class TensorAssert
{
    public static double[] Values(Tensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.detach().to(torch.ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    /// <summary>Largest difference over the largest value.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Close(Values(expected), Values(actual), tolerance);
    }

    public static void Close(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var scale = expected.Length == 0 ? 0 : expected.Max(Math.Abs);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(scale, 1e-12), $"element {i}: {expected[i]:R} expected, {actual[i]:R} found (largest {scale:R})");
    }

    public static Tensor Random(long seed, params long[] shape)
    {
        var random = RandomStream.For(seed, 1);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.Normal())], shape, dtype: torch.ScalarType.Float64);
    }

    public static Tensor Ids(long seed, int vocabulary, params long[] shape)
    {
        var random = RandomStream.For(seed, 2);
        return torch.tensor([.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.Below(vocabulary))], shape, dtype: torch.ScalarType.Int64);
    }
}
