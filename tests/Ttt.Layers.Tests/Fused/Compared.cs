namespace Ttt.Layers.Tests.Fused;

/// <summary>A fused function in float32 beside the plain one in float64: values, and gradients under random weights.</summary>
static class Compared
{
    internal static void Check(Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain, Tensor[] inputs, double tolerance = 3e-6)
    {
        using var scope = torch.NewDisposeScope();
        var (expected, expectedSlopes) = Run(plain, [.. inputs.Select(input => input.to_type(torch.ScalarType.Float64))]);
        foreach (var threads in new[] { 1, 2, 5 })
        {
            var before = torch.get_num_threads();
            torch.set_num_threads(threads);
            try
            {
                var (actual, slopes) = Run(fused, inputs);
                Near(expected, actual, tolerance);
                for (var i = 0; i < inputs.Length; i++) Near(expectedSlopes[i], slopes[i], tolerance);
                if (threads == 1) continue;
                torch.set_num_threads(1);
                var (alone, slopesAlone) = Run(fused, inputs);
                Assert.True(alone.contiguous().bytes.SequenceEqual(actual.contiguous().bytes), $"{threads} threads change the values");
                for (var i = 0; i < inputs.Length; i++) Assert.True(slopesAlone[i].contiguous().bytes.SequenceEqual(slopes[i].contiguous().bytes), $"{threads} threads change gradient {i}");
            }
            finally
            {
                torch.set_num_threads(before);
            }
        }
    }

    static (Tensor, Tensor[]) Run(Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        Tensor[] leaves = [.. inputs.Select(input => input.detach().clone().requires_grad_())];
        var y = function(leaves);
        var weights = torch.arange(y.numel(), torch.ScalarType.Float64).mul(0.7).sin().to_type(y.dtype).reshape(y.shape);
        (y * weights).sum().backward();
        return (y.detach(), [.. leaves.Select(leaf => leaf.grad!)]);
    }

    static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1e-30, expected.abs().max().item<double>());
        var error = (expected - actual.to_type(torch.ScalarType.Float64)).abs().max().item<double>();
        Assert.True(error <= tolerance * scale, FormattableString.Invariant($"error {error} of {scale}"));
    }
}
