using Ttt.Cuda;
using Ttt.Layers.Tests.Kernels;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Decoders in place run on a device as on the CPU.</summary>
public class DeviceDecoderTests
{
    // States of every kind: rows since the boundary, sums, online updates, momentum with decay.
    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in (string[])["linear", "mlp", "swiglu", "deltanet", "titans", "omega"])
            foreach (var size in (int[])[0, 1, 2]) data.Add(name, size);
        return data;
    }

    [CudaTheory]
    [MemberData(nameof(Cases))]
    public void ADecoderInPlaceIsTheInnerLoop(string name, int index)
    {
        var machine = new Counter();
        DecodingTests.CompareInPlace(name, KernelLayers.Sizes[index], layer => layer.RunOn(machine));
        Assert.True(machine.Launches > 0, $"{name} launched nothing.");
    }

    [Fact]
    public void WithoutKernelsOfADeviceThereIsNoDecoderAndTheInnerLoopRuns()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var size = KernelLayers.Sizes[0];
        using var layer = KernelLayers.Create("linear", size);
        layer.to(torch.float32);
        layer.RunOn(new Broken());
        var token = DecodingTests.Token(layer.Activations(KernelLayers.Tokens(size).to_type(torch.float32)), 0);
        for (var i = 0; i < 2; i++)
            Assert.Equal("Layer linear has no decoder in place: no kernels run on these tensors, which have to be float32, on the CPU or on a CUDA device that takes kernels. Use InnerLoop.", Assert.Throws<InvalidOperationException>(() => layer.Decoder(token)).Message);
        Assert.Equal(1, layer.InnerLoop(token, null).State.Position);
    }

    sealed class Counter : DeviceMachine
    {
        readonly HostMachine _machine = new(1 << 16, backwards: false);

        internal int Launches { get; private set; }

        internal override int SharedFloats => _machine.SharedFloats;

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
        {
            Launches++;
            _machine.Launch(code, call, blocks);
        }
    }

    sealed class Broken : DeviceMachine
    {
        internal override int SharedFloats => 1000;

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks) => throw new DeviceException("This machine takes no kernels.");
    }
}
