using Ttt.Layers.Tests.Kernels;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>
/// CUDA kernels compute what tensor operations compute. Where there is no graphics processor, their text is compiled as plain C++: seven threads that run one after the other between
/// two barriers, in one order and in the other, in memory full of NaN.
/// </summary>
public class CudaKernelTests
{
    const double Tolerance = 3e-5;
    const int Roomy = 1 << 20, Narrow = 700;

    static readonly KernelSize[] Sizes =
    [
        KernelLayers.Sizes[1],
        KernelLayers.Sizes[2],
        new(1, 16, 64, 16, 1, 35),
        new(2, 48, 40, 16, 1, 50),
        new(1, 64, 96, 32, 2, 70),
        new(1, 96, 48, 16, 1, 33),
        new(2, 16, 32, 16, 1, 1),
    ];

    // Every kind of kernel at every size: both inner models of the paper, three layers, a gate, online, momentum with decay, a window, a solve.
    static readonly string[] Thorough = ["linear", "mlp", "mlp3", "swiglu", "deltanet", "titans", "omega", "mesa"];

    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in KernelLayers.Names)
            for (var size = 0; size < (Thorough.Contains(name) ? Sizes.Length : 1); size++) data.Add(name, size);
        return data;
    }

    [CudaTheory]
    [MemberData(nameof(Cases))]
    public void KernelsAreTensorOperations(string name, int index)
    {
        using var layer = KernelLayers.Create(name, Sizes[index]);
        Check(layer, name, Sizes[index]);
    }

    // What has no parallel form, one token after the other.
    [CudaTheory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void RecurrentKernelsAreTensorOperations(int index)
    {
        var size = Sizes[index];
        using var layer = TestLayers.Random("recurrent", new() { Width = size.Heads * size.HeadSize, Heads = size.Heads });
        Check(layer, "recurrent", size with { Tokens = Math.Min(size.Tokens, 20) });
    }

    static void Check(TttLayer layer, string name, KernelSize size)
    {
        using var scope = torch.NewDisposeScope();
        KernelMemory.IsPoisoned = true;
        var x_BTC = KernelLayers.Tokens(size);
        var exact = Pieces.Run(layer, x_BTC, size.Tokens);
        layer.to(torch.float32);
        var x = x_BTC.to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Pieces.Run(layer, x, size.Tokens);
        layer.Kernels = ScanKernels.Auto;
        layer.RunOn(new HostMachine(Roomy, backwards: false));
        var fused = Pieces.Run(layer, x, size.Tokens);
        layer.RunOn(new HostMachine(Narrow, backwards: true));
        Pieces.AssertSame(fused, Pieces.Run(layer, x, size.Tokens), 0, name + ", threads in the other order");
        Compare(exact.Output, tensor.Output, fused.Output, $"{name}, output");
        foreach (var (key, want) in exact.State) Compare(want, tensor.State[key], fused.State[key], $"{name}, state {key}");
        foreach (var (key, want) in exact.Gradients) Compare(want, tensor.Gradients[key], fused.Gradients[key], $"{name}, gradient {key}");
    }

    public static TheoryData<string, int> TokenCases()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in Thorough)
            for (var size = 0; size < Sizes.Length; size += 3) data.Add(name, size);
        return data;
    }

    [CudaTheory]
    [MemberData(nameof(TokenCases))]
    public void TokensAfterAPromptAreTensorOperations(string name, int index)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        KernelMemory.IsPoisoned = true;
        var size = Sizes[index];
        using var layer = KernelLayers.Create(name, size);
        if (layer.Program.ReadsEnd) return;
        var x_BTC = KernelLayers.Tokens(size with { Tokens = size.Tokens + size.MiniBatch + 2 });
        int[] pieces = [size.Tokens, .. Enumerable.Repeat(1, size.MiniBatch + 2)];
        var (exact, exactState) = Pieces.Forward(layer, x_BTC, pieces);
        layer.to(torch.float32);
        var x = x_BTC.to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var (tensor, tensorState) = Pieces.Forward(layer, x, pieces);
        layer.Kernels = ScanKernels.Auto;
        layer.RunOn(new HostMachine(Roomy, backwards: index % 2 == 0));
        var (fused, fusedState) = Pieces.Forward(layer, x, pieces);
        Compare(exact, tensor, fused, name + ", output");
        Assert.Equal(exactState.Tensors.Keys.Order(), fusedState.Tensors.Keys.Order());
        foreach (var (key, want) in exactState.Tensors) Compare(want, tensorState.Tensors[key], fusedState.Tensors[key], $"{name}, state {key}");
    }

    // Where the layer itself loses digits in float32, both forms may.
    static void Compare(Tensor exact, Tensor tensor, Tensor fused, string what) => Near.Equal(exact, fused, Math.Max(Tolerance, 4 * Near.Error(exact, tensor)), what);
}

/// <summary>A fact that needs a machine for the kernels.</summary>
sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = HostMachine.Obstacle;
}

/// <summary>A theory that needs a machine for the kernels.</summary>
sealed class CudaTheoryAttribute : TheoryAttribute
{
    public CudaTheoryAttribute() => Skip = HostMachine.Obstacle;
}
