using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Kernels;

/// <summary>Fused kernels compute what tensor operations compute: outputs, states, gradients of everything.</summary>
public class KernelLawTests
{
    const double Tolerance = 2e-5;

    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in KernelLayers.Names)
            for (var size = 0; size < KernelLayers.Sizes.Length; size++) data.Add(name, size);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KernelsAreTensorOperations(string name, int index) => Check(name, KernelLayers.Sizes[index]);

    // Tensor operations cut these mini-batches, kernels do not.
    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("titans")]
    public void LongMiniBatchesAreTensorOperations(string name) => Check(name, new(1, 8, 16, 150, 1, 320));

    static void Check(string name, KernelSize size)
    {
        using var scope = torch.NewDisposeScope();
        KernelMemory.IsPoisoned = true;
        using var layer = KernelLayers.Create(name, size);
        var x_BTC = KernelLayers.Tokens(size);
        var exact = Pieces.Run(layer, x_BTC, size.Tokens);
        layer.to(torch.float32);
        var x = x_BTC.to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Pieces.Run(layer, x, size.Tokens);
        layer.Kernels = ScanKernels.Simd;
        var fused = Pieces.Run(layer, x, size.Tokens);
        Compare(exact.Output, tensor.Output, fused.Output, $"{name}, output");
        foreach (var (key, want) in exact.State) Compare(want, tensor.State[key], fused.State[key], $"{name}, state {key}");
        foreach (var (key, want) in exact.Gradients) Compare(want, tensor.Gradients[key], fused.Gradients[key], $"{name}, gradient {key}");
    }

    // Where the layer itself loses digits in float32, both forms may.
    static void Compare(Tensor exact, Tensor tensor, Tensor fused, string what)
    {
        var allowed = Math.Max(Tolerance, 4 * Near.Error(exact, tensor));
        Near.Equal(exact, fused, allowed, what);
    }
}
