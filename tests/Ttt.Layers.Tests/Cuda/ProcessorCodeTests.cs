using Ttt.Cuda;
using Ttt.Layers.Tests.Kernels;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>What a processor is to run: the text with all sizes as literals.</summary>
public class ProcessorCodeTests
{
    [ProcessorTheory]
    [InlineData("linear", torch.ScalarType.Float32)]
    [InlineData("linear", torch.ScalarType.BFloat16)]
    [InlineData("mlp", torch.ScalarType.Float32)]
    [InlineData("titans", torch.ScalarType.Float32)]
    public void KernelsCompileAndKeepTheirPlacesInRegisters(string name, torch.ScalarType products)
    {
        using var scope = torch.NewDisposeScope();
        using var rounding = Autocast.To(products);
        var size = new KernelSize(1, 64, 128, 16, 1, 33);
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        var machine = new Recorder();
        layer.RunOn(machine);
        Pieces.Run(layer, KernelLayers.Tokens(size).to_type(torch.float32), size.Tokens);
        Assert.Equal(2, machine.Codes.Count);
        var texts = machine.Codes.Select(ProcessorCode.Compile).ToList();
        Assert.Contains(texts, text => text.Contains("cp.async.cg.shared.global", StringComparison.Ordinal));
        foreach (var text in texts)
        {
            Assert.Contains(".visible .entry Entry(", text, StringComparison.Ordinal);
            Assert.Contains(products == torch.ScalarType.BFloat16 ? "mma.sync.aligned.m16n8k16.row.col.f32.bf16" : "mma.sync.aligned.m16n8k8.row.col.f32.tf32", text, StringComparison.Ordinal);
            Assert.Contains("ld.shared.f32", text, StringComparison.Ordinal);
            Assert.DoesNotContain("ld.local", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AMachineThatFailsLeavesTheWorkToTensorOperations()
    {
        using var scope = torch.NewDisposeScope();
        var size = KernelLayers.Sizes[0];
        using var layer = KernelLayers.Create("linear", size);
        layer.to(torch.float32);
        var x = KernelLayers.Tokens(size).to_type(torch.float32);
        layer.Kernels = ScanKernels.Tensor;
        var want = Pieces.Run(layer, x, size.Tokens - 1, 1);
        layer.Kernels = ScanKernels.Auto;
        layer.RunOn(new Broken());
        Pieces.AssertSame(want, Pieces.Run(layer, x, size.Tokens - 1, 1), 0, "a broken machine");
        using var noGrad = torch.no_grad();
        var (output, _) = Pieces.Forward(layer, x, 3, 1, 1, size.Tokens - 5);
        Near.Equal(want.Output, output, 2e-5, "tokens on a broken machine");
    }

    [Fact]
    public void WhereABufferLiesIsWhatTheArenaSays()
    {
        var machine = new Broken();
        Assert.Equal((64, 48), machine.Plan([50, 8, 45, 1], []));
        Assert.Equal((0, 104), machine.Plan([101], []));
        Assert.Equal((100, 0), machine.Plan([50, 8], [17, 15]));
    }

    /// <summary>Runs kernels as plain C++ and remembers what it ran.</summary>
    sealed class Recorder : DeviceMachine
    {
        readonly HostMachine _machine = new(100_000, backwards: false);

        internal HashSet<DeviceCode> Codes { get; } = [];

        internal override int SharedFloats => _machine.SharedFloats;

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
        {
            Codes.Add(code);
            _machine.Launch(code, call, blocks);
        }
    }

    sealed class Broken : DeviceMachine
    {
        internal override int SharedFloats => 100;

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks) => throw new DeviceException("This machine is broken.");
    }
}
