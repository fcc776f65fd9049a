using System.Collections.Concurrent;

namespace Ttt.Cuda;

/// <summary>A processor of CUDA, through the driver: kernels are compiled when first launched, and go to the stream that tensor operations go to.</summary>
internal sealed unsafe class GraphicsProcessor : DeviceMachine
{
    /// <summary>Threads of a block.</summary>
    internal const int Threads = 256;

    private const int Major = 75, Minor = 76, SharedBytes = 97;
    private const int DynamicSharedBytes = 8;
    private static readonly ConcurrentDictionary<int, Lazy<GraphicsProcessor>> All = new();

    private readonly nint _context;
    private readonly int _architecture;
    private readonly ConcurrentDictionary<DeviceCode, Lazy<nint>> _functions = new();

    private GraphicsProcessor(int ordinal)
    {
        try
        {
            Driver.Check(Driver.Init(0), "Starting CUDA");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DeviceException($"There is no CUDA driver: {e.Message}");
        }
        int device;
        Driver.Check(Driver.DeviceGet(&device, ordinal), $"Opening device {ordinal}");
        // Tensor operations have the primary context too: addresses are the same.
        nint context;
        Driver.Check(Driver.DevicePrimaryContextRetain(&context, device), $"Opening device {ordinal}");
        _context = context;
        _architecture = (10 * Attribute(device, Major)) + Attribute(device, Minor);
        SharedFloats = Attribute(device, SharedBytes) / sizeof(float);
    }

    internal override int SharedFloats { get; }

    /// <summary>The device with this number.</summary>
    /// <exception cref="DeviceException">It cannot be used.</exception>
    internal static GraphicsProcessor Of(int ordinal) => All.GetOrAdd(ordinal, static number => new(() => new GraphicsProcessor(number))).Value;

    internal override void Launch(DeviceCode code, DeviceCall call, int blocks)
    {
        // Backward comes on threads of the tensor library that know no context yet.
        Driver.Check(Driver.ContextSetCurrent(_context), "Choosing the device");
        nint function = _functions.GetOrAdd(code, static (own, machine) => new(() => machine.Load(own.Unit(Threads))), this).Value;
        fixed (byte* arguments = call.ToBytes(code.Memories))
        {
            void* parameter = arguments;
            Driver.Check(Driver.LaunchKernel(function, (uint)blocks, 1, 1, Threads, 1, 1, (uint)(call.SharedFloats * sizeof(float)), 0, &parameter, null), $"Launching {code.Scan}");
        }
    }

    private nint Load(string unit)
    {
        byte[] image;
        try
        {
            image = ImageCache.GetOrMake($"{RuntimeCompiler.Version} {_architecture} {unit}", () => RuntimeCompiler.Compile(unit, _architecture));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DeviceException($"There is no NVRTC to compile kernels with: {e.Message}");
        }
        nint module, function;
        fixed (byte* bytes = image) Driver.Check(Driver.ModuleLoadData(&module, bytes), "Loading a kernel");
        fixed (byte* name = "Entry\0"u8) Driver.Check(Driver.ModuleGetFunction(&function, module, name), "Loading a kernel");
        Driver.Check(Driver.FunctionSetAttribute(function, DynamicSharedBytes, SharedFloats * sizeof(float)), "Asking for shared memory");
        return function;
    }

    private static int Attribute(int device, int attribute)
    {
        int value;
        Driver.Check(Driver.DeviceGetAttribute(&value, attribute, device), "Asking for the device's properties");
        return value;
    }
}
