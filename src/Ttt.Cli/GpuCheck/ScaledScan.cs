using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>Recorded launches on tensors of another size: as many sequences, heads and mini-batches as wanted, all in a device's memory.</summary>
sealed class ScaledScan : IDisposable
{
    // what kernels that run updates in reverse choose by themselves
    const int LongestGroup = 1024;

    readonly ComputeDevice device;
    readonly ScanRecording recording;
    readonly int batch, heads, miniBatches, group;
    readonly Dictionary<DeviceMemory, DeviceBuffer> buffers = [];
    readonly List<DeviceLaunch> launches = [];
    readonly List<DeviceBuffer> scratch = [];

    /// <exception cref="DeviceException">The device has not enough memory.</exception>
    public ScaledScan(ComputeDevice device, ScanRecording recording, BenchShape shape, int miniBatches)
    {
        (this.device, this.recording, batch, heads, this.miniBatches, group) = (device, recording, shape.Batch, shape.Heads, miniBatches, Math.Min(LongestGroup, miniBatches));
        try
        {
            foreach (var launch in recording.Launches) launches.Add(Scale(launch));
        }
        catch (OverflowException)
        {
            Dispose();
            throw new DeviceException("Allocating more than 2^63 bytes: out of memory.", outOfMemory: true);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes that the launches from this one on have to read or write, every tensor of a launch once.</summary>
    public double Bytes(int first) => recording.Launches.Skip(first).Sum(launch => launch.Call.Memory.Where(memory => memory.Start != 0).DistinctBy(Key).Sum(memory => Share(memory, launch.Call) * Floats(memory) * sizeof(float)));

    /// <summary>Launches all from this one on.</summary>
    public void Run(int first)
    {
        for (var i = first; i < launches.Count; i++) device.Launch(launches[i].Code, launches[i].Call, launches[i].Blocks);
    }

    public void Dispose()
    {
        foreach (var buffer in buffers.Values.Concat(scratch)) buffer.Dispose();
    }

    DeviceLaunch Scale(DeviceLaunch launch)
    {
        if (launch.Code.Scan.StartsWith("Rebuilt", StringComparison.Ordinal)) throw new DeviceException("Backward of this layer rebuilds states; only layers that run updates in reverse are measured.");
        var (call, blocks) = (launch.Call, checked(batch * heads));
        var more = new DeviceBuffer(device, (long)call.ScratchFloats * blocks);
        scratch.Add(more);
        var here = call.At(memory => Buffer(memory).Start, more.Start);
        return new(launch.Code, here with
        {
            Heads = heads,
            MiniBatches = call.MiniBatches == 1 ? 1 : miniBatches,
            Group = group,
            Memory = [.. here.Memory.Zip(call.Memory, (memory, own) => memory with { Unit = Unit(own) })],
        }, blocks);
    }

    DeviceBuffer Buffer(DeviceMemory memory)
    {
        if (buffers.TryGetValue(Key(memory), out var known)) return known;
        var made = new DeviceBuffer(device, Floats(memory));
        buffers.Add(Key(memory), made);
        made.Repeat(recording.Contents[(memory.Tensor, memory.Floats)]);
        return made;
    }

    // memory that was freed and taken again by a tensor of another kind is another's
    static DeviceMemory Key(DeviceMemory memory) => memory with { Start = memory.Tensor };

    // floats of one head: pieces of mini-batches, of groups, or one whole
    long Unit(DeviceMemory memory) => memory.Unit == 0 ? 0 : OfHead(memory, memory.Unit);

    long OfHead(DeviceMemory memory, long floats) => memory.Piece == 0 ? floats : checked(memory.Piece * ((floats / memory.Piece) switch
    {
        ScanRecording.MiniBatches => miniBatches,
        ScanRecording.MiniBatches / ScanRecording.Group => (miniBatches + group - 1) / group,
        var pieces => pieces,
    }));

    long Floats(DeviceMemory memory) => memory.Unit == 0 ? OfHead(memory, memory.Floats) : checked(Unit(memory) * ((memory.Floats / memory.Unit) switch
    {
        ScanRecording.Heads => heads,
        ScanRecording.Heads * ScanRecording.Batch => (long)heads * batch,
        var units => units,
    }));

    // of rows since the boundary those are read that there are, and one is written
    double Share(DeviceMemory memory, DeviceCall call) => IsRows(memory) ? (call.Keys + 1.0) / call.Most : 1;

    bool IsRows(DeviceMemory memory) => recording.Launches.Any(launch => launch.Call.Memory.Any(other => Key(other) == Key(memory) && other.Start != other.Tensor));
}
