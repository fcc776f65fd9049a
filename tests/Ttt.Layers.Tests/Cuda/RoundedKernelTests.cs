using System.Globalization;
using Ttt.Layers.Tests.Kernels;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Kernels whose products round operands to bf16: near those of float32, with backward as forward was.</summary>
public class RoundedKernelTests
{
    // 8 bits, through a few mini-batches and back.
    const double Tolerance = 4e-2;
    const int Roomy = 1 << 20, Narrow = 700;

    static readonly KernelSize[] Sizes = [new(2, 16, 32, 16, 2, 51), new(2, 48, 40, 16, 1, 50), new(1, 64, 96, 32, 2, 70)];

    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in (string[])["linear", "mlp", "mlp3", "swiglu", "deltanet", "mesa"])
            for (var size = 0; size < Sizes.Length; size++) data.Add(name, size);
        // With parameters by chance its state grows, and errors with it, at larger sizes.
        data.Add("titans", 0);
        return data;
    }

    [CudaTheory]
    [MemberData(nameof(Cases))]
    public void KernelsInBFloat16AreNearTensorOperations(string name, int index)
    {
        using var scope = torch.NewDisposeScope();
        KernelMemory.IsPoisoned = true;
        using var layer = Layer(name, Sizes[index]);
        layer.Kernels = ScanKernels.Tensor;
        var tensor = Inner(layer, Sizes[index], torch.ScalarType.Float32);
        layer.Kernels = ScanKernels.Auto;
        layer.RunOn(new HostMachine(Roomy, backwards: false));
        var rounded = Inner(layer, Sizes[index], torch.ScalarType.BFloat16);
        Assert.True(Near.Error(tensor.Output, rounded.Output) > 1e-4, "something rounds");
        Pieces.AssertSame(tensor, rounded, Tolerance, name);
        layer.RunOn(new HostMachine(Narrow, backwards: true));
        Pieces.AssertSame(rounded, Inner(layer, Sizes[index], torch.ScalarType.BFloat16), 0, name + ", threads in the other order");
    }

    // Were the operands that updates run back with not those of forward, every mini-batch would leave an error of bf16 in the states before it.
    [CudaTheory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("mlp3")]
    public void UpdatesRunBackWithTheOperandsOfForward(string name)
    {
        using var scope = torch.NewDisposeScope();
        var size = new KernelSize(1, 16, 32, 16, 1, 160);
        Outcome Run(int group)
        {
            using var layer = Layer(name, size, group);
            layer.RunOn(new HostMachine(Roomy, backwards: false));
            return Inner(layer, size, torch.ScalarType.BFloat16);
        }
        Pieces.AssertSame(Run(1), Run(10), 2e-5, name);
    }

    [CudaFact]
    public void BackwardHasThePrecisionOfForward()
    {
        using var scope = torch.NewDisposeScope();
        using var layer = Layer("linear", Sizes[0]);
        layer.RunOn(new HostMachine(Roomy, backwards: false));
        var within = Inner(layer, Sizes[0], torch.ScalarType.BFloat16, torch.ScalarType.BFloat16);
        Pieces.AssertSame(within, Inner(layer, Sizes[0], torch.ScalarType.BFloat16, torch.ScalarType.Float32), 0, "forward in bf16");
    }

    static TttLayer Layer(string name, KernelSize size, int? group = null)
    {
        var layer = KernelLayers.Create(name, size, group: group);
        layer.to(torch.float32);
        return layer;
    }

    /// <summary>The inner loop on rows that nothing has rounded, and the gradients of all that it reads.</summary>
    static Outcome Inner(TttLayer layer, KernelSize size, torch.ScalarType forward, torch.ScalarType backward = torch.ScalarType.Float32)
    {
        var seen = layer.Activations(KernelLayers.Tokens(size).to_type(torch.float32));
        var inputs = layer.Inputs(new ScanRows(seen.Query, seen.Key, seen.Value, seen.Gates, seen.Position, null, [], []));
        Tensor[] leaves = [.. inputs.Tensors.Select(tensor => tensor.detach().clone().requires_grad_())];
        ScanResult result;
        using (Autocast.To(forward)) result = layer.RunScan(inputs.With(leaves));
        Tensor[] all = [result.Output, .. result.State];
        using (Autocast.To(backward)) all.Select(Pieces.Weighted).Aggregate((a, b) => a + b).backward();
        return new(result.Output.detach(), Named(result.State), Named([.. leaves.Select(leaf => leaf.grad is { } gradient ? gradient : torch.zeros_like(leaf))]));
    }

    static Dictionary<string, Tensor> Named(Tensor[] tensors) => tensors.Select((tensor, i) => (tensor, i)).ToDictionary(pair => pair.i.ToString(CultureInfo.InvariantCulture), pair => pair.tensor.detach());
}
