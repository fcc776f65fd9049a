using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Ttt.Cuda;

/// <summary>A processor of CUDA, through the driver: kernels are compiled when first launched, and go to the stream that tensor operations go to.</summary>
internal sealed unsafe class GraphicsProcessor : ComputeDevice
{
    /// <summary>Threads of a block.</summary>
    internal const int Threads = 256;

    private const int Clock = 13, Multiprocessors = 16, MemoryClock = 36, CacheBytes = 38, Major = 75, Minor = 76, SharedBytes = 97;
    private const int DynamicSharedBytes = 8;
    private static readonly ConcurrentDictionary<int, Lazy<GraphicsProcessor>> All = new();

    private readonly nint _context;
    private readonly int _device;
    private readonly int _architecture;
    private readonly FunctionCache _functions;

    private GraphicsProcessor(int ordinal)
    {
        try
        {
            Driver.Check(Driver.Init(0), "Starting CUDA");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DeviceException(e is EntryPointNotFoundException ? $"The CUDA driver is too old: {e.Message}" : "There is no CUDA driver: libcuda, which comes with that of the graphics processor, is not found.");
        }
        int device;
        Driver.Check(Driver.DeviceGet(&device, ordinal), $"Opening device {ordinal}");
        // Tensor operations have the primary context too: addresses are the same.
        nint context;
        Driver.Check(Driver.DevicePrimaryContextRetain(&context, device), $"Opening device {ordinal}");
        (_context, _device, _functions) = (context, device, new(Load));
        _architecture = (10 * Attribute(Major)) + Attribute(Minor);
        SharedFloats = Attribute(SharedBytes) / sizeof(float);
    }

    internal override int SharedFloats { get; }

    internal override bool UsesImages => true;

    internal override int Warps => Threads / 32;

    internal override DeviceFacts Facts
    {
        get
        {
            Enter();
            byte* name = stackalloc byte[256];
            Driver.Check(Driver.DeviceGetName(name, 256, _device), "Asking for the device's name");
            nuint free, total;
            Driver.Check(Driver.MemoryGetInfo(&free, &total), "Asking for the device's memory");
            int version;
            Driver.Check(Driver.DriverGetVersion(&version), "Asking for the driver's version");
            return new(Marshal.PtrToStringUTF8((nint)name)!, _architecture, Attribute(Multiprocessors), Attribute(Clock) / 1000, Attribute(MemoryClock) / 1000, Attribute(SharedBytes), Attribute(CacheBytes),
                (long)total, (long)free, $"{version / 1000}.{version % 1000 / 10}", KernelImage.CompilerVersion);
        }
    }

    /// <summary>The device with this number.</summary>
    /// <exception cref="DeviceException">It cannot be used.</exception>
    internal static GraphicsProcessor Of(int ordinal) => All.GetOrAdd(ordinal, static number => new(() => new GraphicsProcessor(number))).Value;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        Enter();
        nint function = _functions.Of(code);
        fixed (byte* arguments = call.ToBytes(code.Memories))
        {
            void* parameter = arguments;
            Driver.Check(Driver.LaunchKernel(function, (uint)blocks, 1, 1, Threads, 1, 1, (uint)(call.SharedFloats * sizeof(float)), 0, &parameter, null), $"Launching {code.Scan}");
        }
    }

    internal override nint Allocate(long bytes)
    {
        Enter();
        nint memory;
        Driver.Check(Driver.MemoryAllocate(&memory, (nuint)bytes), $"Allocating {bytes} bytes");
        return memory;
    }

    internal override void Free(nint memory)
    {
        Enter();
        Driver.Check(Driver.MemoryFree(memory), "Freeing memory");
    }

    internal override void Upload(nint to, nint host, long bytes)
    {
        Enter();
        Driver.Check(Driver.CopyToDevice(to, host, (nuint)bytes), "Copying to the device");
    }

    internal override void Download(nint host, nint from, long bytes)
    {
        Enter();
        Driver.Check(Driver.CopyToHost(host, from, (nuint)bytes), "Copying from the device");
    }

    internal override void Copy(nint to, nint from, long bytes)
    {
        Enter();
        Driver.Check(Driver.CopyOnDevice(to, from, (nuint)bytes, 0), "Copying on the device");
    }

    internal override double Time(Action work)
    {
        Enter();
        nint start, end;
        Driver.Check(Driver.EventCreate(&start, 0), "Making an event");
        Driver.Check(Driver.EventCreate(&end, 0), "Making an event");
        try
        {
            Driver.Check(Driver.EventRecord(start, 0), "Recording an event");
            work();
            Driver.Check(Driver.EventRecord(end, 0), "Recording an event");
            Driver.Check(Driver.EventSynchronize(end), "Waiting for kernels");
            float milliseconds;
            Driver.Check(Driver.EventElapsedTime(&milliseconds, start, end), "Reading events");
            return milliseconds / 1000;
        }
        finally
        {
            // An error of a launch stays; what it says has been said.
            _ = Driver.EventDestroy(start);
            _ = Driver.EventDestroy(end);
        }
    }

    // Backward comes on threads of the tensor library that know no context yet.
    private void Enter() => Driver.Check(Driver.ContextSetCurrent(_context), "Choosing the device");

    private nint Load(DeviceCode code)
    {
        nint module, function;
        fixed (byte* bytes = KernelImage.Of(code, _architecture)) Driver.Check(Driver.ModuleLoadData(&module, bytes), "Loading a kernel");
        fixed (byte* name = "Entry\0"u8) Driver.Check(Driver.ModuleGetFunction(&function, module, name), "Loading a kernel");
        Driver.Check(Driver.FunctionSetAttribute(function, DynamicSharedBytes, SharedFloats * sizeof(float)), "Asking for shared memory");
        return function;
    }

    private int Attribute(int attribute)
    {
        int value;
        Driver.Check(Driver.DeviceGetAttribute(&value, attribute, _device), "Asking for the device's properties");
        return value;
    }
}
