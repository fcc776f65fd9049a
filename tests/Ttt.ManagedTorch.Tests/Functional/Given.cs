using static TorchSharp.torch;

namespace Ttt.ManagedTorch.Tests.Functional;

/// <summary>Tensors of fixed pseudo-random numbers, the same on every machine.</summary>
static class Given
{
    public static double[] Numbers(long count, int seed, double scale = 1)
    {
        var state = unchecked((ulong)seed * 0x9E3779B97F4A7C15ul + 0x1234567ul);
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            state = unchecked(state * 6364136223846793005ul + 1442695040888963407ul);
            numbers[i] = ((state >> 11) * (1.0 / (1ul << 53)) * 2 - 1) * scale;
        }
        return numbers;
    }

    public static Tensor Tensor(long[] shape, int seed = 1, double scale = 1, ScalarType type = ScalarType.Float64)
        => tensor(Numbers(shape.Aggregate(1L, (a, b) => a * b), seed, scale), shape, dtype: type);

    public static double[] Values(Tensor tensor)
    {
        using var dense = tensor.detach().to_type(ScalarType.Float64).contiguous();
        return dense.data<double>().ToArray();
    }

    public static void Close(double[] expected, Tensor actual, double tolerance = 1e-10)
    {
        var values = Values(actual);
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(expected[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), FormattableString.Invariant($"element {i}: expected {expected[i]:R}, got {values[i]:R}"));
    }

    public static void Close(Tensor expected, Tensor actual, double tolerance = 1e-10)
    {
        Assert.Equal(expected.shape, actual.shape);
        Close(Values(expected), actual, tolerance);
    }
}
