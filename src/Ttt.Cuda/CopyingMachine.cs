namespace Ttt.Cuda;

/// <summary>Runs kernels on a device for tensors that lie in the host's memory: every launch copies them there and back. It remembers what it ran.</summary>
/// <param name="device">The device.</param>
/// <param name="contents">Receives what each tensor held when it was first launched with; null: nobody wants it.</param>
internal sealed unsafe class CopyingMachine(ComputeDevice device, Dictionary<(nint Tensor, long Floats), float[]>? contents = null) : DeviceMachine
{
    private readonly List<DeviceLaunch> _launches = [];

    /// <summary>What has been launched.</summary>
    internal IReadOnlyList<DeviceLaunch> Launches => _launches;

    /// <summary>Why a launch failed; null where none did.</summary>
    internal DeviceException? Failure { get; private set; }

    internal override int SharedFloats => device.SharedFloats;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        _launches.Add(new(code, call, blocks));
        try
        {
            Run(code, call, blocks);
        }
        catch (DeviceException failure)
        {
            Failure ??= failure;
            throw;
        }
    }

    private void Run(DeviceCode code, DeviceCall call, int blocks)
    {
        var places = new Dictionary<(nint Tensor, long Floats), DeviceBuffer>();
        try
        {
            foreach (var memory in call.Memory.Where(memory => memory.Start != 0))
            {
                if (places.ContainsKey((memory.Tensor, memory.Floats))) continue;
                var buffer = places[(memory.Tensor, memory.Floats)] = new DeviceBuffer(device, memory.Floats);
                device.Upload(buffer.Start, memory.Tensor, buffer.Bytes);
                contents?.TryAdd((memory.Tensor, memory.Floats), new ReadOnlySpan<float>((void*)memory.Tensor, checked((int)memory.Floats)).ToArray());
            }
            using var scratch = new DeviceBuffer(device, (long)call.ScratchFloats * blocks);
            device.Launch(code, call.At(memory => places[(memory.Tensor, memory.Floats)].Start, scratch.Start), blocks);
            foreach (var (place, buffer) in places) device.Download(place.Tensor, buffer.Start, buffer.Bytes);
        }
        finally
        {
            foreach (var buffer in places.Values) buffer.Dispose();
        }
    }
}
