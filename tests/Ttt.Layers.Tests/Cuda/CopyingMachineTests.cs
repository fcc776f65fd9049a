using System.Runtime.InteropServices;
using Ttt.Cuda;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Launches on tensors of the host's memory.</summary>
public sealed unsafe class CopyingMachineTests
{
    [Fact]
    public void AfterAFaultTheDeviceSaysWhyAndAllMemoryIsGivenBackThoughThatFailsToo()
    {
        var device = new Broken();
        var machine = new CopyingMachine(device);
        var tensors = (float*)NativeMemory.AllocZeroed(64 * sizeof(float));
        DeviceMemory Tensor(int at) => new((nint)(tensors + at), 0, 0, (nint)(tensors + at), 8);
        var code = new DeviceCode([], "Once<K>", [], 1, 1, 3, 1000, 1, ProductPrecision.Float32);
        var call = new DeviceCall { Rows = 1, Keys = 1, Most = 1, Heads = 1, ScratchFloats = 8, Memory = [Tensor(0), Tensor(8), Tensor(16)] };
        var fault = Assert.Throws<DeviceException>(() => machine.Launch(code, call, 1));
        NativeMemory.Free(tensors);
        Assert.Equal("The kernel read what is not its own.", fault.Message);
        Assert.Same(fault, machine.Failure);
        Assert.Equal(4, device.Allocated.Count);
        Assert.Equal(device.Allocated, device.Freed.Order());
    }

    /// <summary>After a launch that fails every call does, as after a fault of a graphics processor.</summary>
    sealed class Broken : ComputeDevice
    {
        internal List<nint> Allocated { get; } = [];

        internal List<nint> Freed { get; } = [];

        internal override DeviceFacts Facts => throw new NotSupportedException();

        internal override int SharedFloats => 1000;

        internal override int Warps => 1;

        internal override bool UsesImages => false;

        internal override nint Allocate(long bytes)
        {
            Allocated.Add(1000 * (Allocated.Count + 1));
            return Allocated[^1];
        }

        internal override void Free(nint memory)
        {
            Freed.Add(memory);
            throw new DeviceException("Freeing memory: the device is broken.");
        }

        internal override void Upload(nint to, nint host, long bytes)
        {
        }

        internal override void Download(nint host, nint from, long bytes)
        {
        }

        internal override void Copy(nint to, nint from, long bytes)
        {
        }

        internal override double Time(Action work) => throw new NotSupportedException();

        internal override void Launch(DeviceCode code, DeviceCall call, int blocks) => throw new DeviceException("The kernel read what is not its own.");
    }
}
