using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Scan;

public class KernelChoiceTests
{
    [Theory]
    [InlineData(null, ScanKernels.Auto)]
    [InlineData("", ScanKernels.Auto)]
    [InlineData("auto", ScanKernels.Auto)]
    [InlineData("Tensor", ScanKernels.Tensor)]
    [InlineData(" simd ", ScanKernels.Simd)]
    public void The_variable_names_kernels(string? text, ScanKernels expected) => Assert.Equal(expected, KernelChoice.Parse(text));

    [Fact]
    public void A_wrong_value_of_the_variable_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => KernelChoice.Parse("fast"));
        Assert.Equal("The environment variable TTT_KERNELS is 'fast'; it should be auto, tensor or simd.", error.Message);
    }

    [Fact]
    public void A_layer_keeps_what_it_is_told()
    {
        using var layer = TestLayers.Fresh("linear", TestLayers.Options());
        Assert.Equal(KernelChoice.Default, layer.Kernels);
        layer.Kernels = ScanKernels.Tensor;
        Assert.Equal(ScanKernels.Tensor, layer.Kernels);
        Assert.Throws<ArgumentOutOfRangeException>(() => layer.Kernels = (ScanKernels)7);
        Assert.Equal(ScanKernels.Tensor, layer.Kernels);
    }
}
