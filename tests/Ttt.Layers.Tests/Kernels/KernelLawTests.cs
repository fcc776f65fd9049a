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

    [Fact]
    public void EveryLayerOfTheCatalogueHasKernels()
        => Assert.Equal(LayerCatalogue.Default.Names.Order(), LayerCatalogue.Default.Names.Where(name => KernelLayers.Create(name, KernelLayers.Sizes[0]).Program is { Kernels: not null, Token: not null }).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void KernelsAreTensorOperations(string name, int index) => Check(name, KernelLayers.Sizes[index]);

    // Tensor operations cut these mini-batches, kernels do not.
    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("titans")]
    public void LongMiniBatchesAreTensorOperations(string name) => Check(name, new(1, 8, 16, 150, 1, 320));

    // Where nobody wants the state, kernels run the end of a sequence too.
    [Theory]
    [MemberData(nameof(Cases))]
    public void OutputsAloneAreTensorOperationsToo(string name, int index)
    {
        using var scope = torch.NewDisposeScope();
        KernelMemory.IsPoisoned = true;
        var size = KernelLayers.Sizes[index];
        using var layer = KernelLayers.Create(name, size);
        var x_BTC = KernelLayers.Tokens(size);
        var exact = Outputs(layer, x_BTC);
        layer.to(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Outputs(layer, x_BTC.to_type(torch.float32));
        layer.Kernels = ScanKernels.Simd;
        var fused = Outputs(layer, x_BTC.to_type(torch.float32));
        foreach (var (key, want) in exact) Compare(want, tensor[key], fused[key], $"{name}, {key}");
    }

    static Dictionary<string, Tensor> Outputs(TttLayer layer, Tensor x_BTC)
    {
        layer.zero_grad();
        var x = x_BTC.detach().clone().requires_grad_();
        var output = layer.forward(x);
        Pieces.Weighted(output).backward();
        var found = layer.named_parameters().Where(entry => entry.parameter.grad is not null).ToDictionary(entry => $"gradient {entry.name}", entry => entry.parameter.grad!.clone());
        found["output"] = output.detach();
        found["gradient x"] = x.grad!.clone();
        return found;
    }

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
