namespace Ttt.Cuda;

/// <summary>Memory of a device for some floats.</summary>
internal sealed unsafe class DeviceBuffer : IDisposable
{
    private readonly ComputeDevice _device;
    private nint _start;

    /// <exception cref="DeviceException">There is not as much.</exception>
    internal DeviceBuffer(ComputeDevice device, long floats) => (_device, Floats, _start) = (device, floats, device.Allocate(checked(Math.Max(1, floats) * sizeof(float))));

    internal nint Start => _start != 0 ? _start : throw new ObjectDisposedException(nameof(DeviceBuffer));

    internal long Floats { get; }

    internal long Bytes => Floats * sizeof(float);

    /// <summary>Fills it with a pattern, over and over.</summary>
    internal void Repeat(ReadOnlySpan<float> pattern)
    {
        long filled = Math.Min(pattern.Length, Floats) * sizeof(float);
        fixed (float* host = pattern) _device.Upload(Start, (nint)host, filled);
        while (filled < Bytes)
        {
            long next = Math.Min(filled, Bytes - filled);
            _device.Copy(Start + (nint)filled, Start, next);
            filled += next;
        }
    }

    /// <summary>What its first floats are, once all launches have ended.</summary>
    internal float[] Read(int floats)
    {
        var host = new float[floats];
        fixed (float* to = host) _device.Download((nint)to, Start, (long)floats * sizeof(float));
        return host;
    }

    public void Dispose()
    {
        if (_start == 0) return;
        try
        {
            _device.Free(_start);
        }
        catch (DeviceException)
        {
            // What broke the device is under way already, or the next call says it; other buffers have to go too.
        }
        _start = 0;
    }
}
