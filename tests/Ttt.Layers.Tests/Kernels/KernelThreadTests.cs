using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Kernels;

/// <summary>Fused kernels give the same bytes on any number of threads.</summary>
public class KernelThreadTests
{
    // Five sequences of three heads: no number of threads shares them out evenly, and the end of a sequence is no whole mini-batch.
    static readonly KernelSize Size = new(3, 16, 32, 8, 5, 43);

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("gated-deltanet")]
    public void ThreadsChangeNoByte(string name)
    {
        using var scope = torch.NewDisposeScope();
        KernelMemory.IsPoisoned = true;
        using var layer = KernelLayers.Create(name, Size);
        layer.to(torch.float32);
        layer.Kernels = ScanKernels.Simd;
        var x = KernelLayers.Tokens(Size).to_type(torch.float32);
        var before = torch.get_num_threads();
        try
        {
            torch.set_num_threads(1);
            var alone = Pieces.Run(layer, x, Size.Tokens);
            foreach (var threads in new[] { 2, 3, 4 })
            {
                torch.set_num_threads(threads);
                var together = Pieces.Run(layer, x, Size.Tokens);
                Same(alone.Output, together.Output, $"{name}, output, {threads} threads");
                foreach (var (key, want) in alone.State) Same(want, together.State[key], $"{name}, state {key}, {threads} threads");
                foreach (var (key, want) in alone.Gradients) Same(want, together.Gradients[key], $"{name}, gradient {key}, {threads} threads");
            }
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    static void Same(Tensor want, Tensor got, string what)
    {
        Assert.Equal(want.shape, got.shape);
        Assert.True(want.contiguous().bytes.SequenceEqual(got.contiguous().bytes), what);
    }
}
