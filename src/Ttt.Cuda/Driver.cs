using System.Runtime.InteropServices;

namespace Ttt.Cuda;

/// <summary>The driver's interface, as much of it as launching needs. Its library is loaded by the first call.</summary>
internal static unsafe partial class Driver
{
    private const string Library = NativeLibraries.Driver;

    /// <summary>Throws what an error code means.</summary>
    internal static void Check(int error, string doing)
    {
        if (error == 0) return;
        byte* text;
        string said = GetErrorString(error, &text) == 0 ? Marshal.PtrToStringUTF8((nint)text)! : "unknown error";
        throw new DeviceException($"{doing}: the CUDA driver says \"{said}\" ({error}).");
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    internal static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    internal static partial int DeviceGet(int* device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    internal static partial int DeviceGetAttribute(int* value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    internal static partial int DevicePrimaryContextRetain(nint* context, int device);

    [LibraryImport(Library, EntryPoint = "cuCtxSetCurrent")]
    internal static partial int ContextSetCurrent(nint context);

    [LibraryImport(Library, EntryPoint = "cuModuleLoadData")]
    internal static partial int ModuleLoadData(nint* module, byte* image);

    [LibraryImport(Library, EntryPoint = "cuModuleGetFunction")]
    internal static partial int ModuleGetFunction(nint* function, nint module, byte* name);

    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    internal static partial int FunctionSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    internal static partial int LaunchKernel(nint function, uint gridX, uint gridY, uint gridZ, uint blockX, uint blockY, uint blockZ, uint sharedBytes, nint stream, void** parameters, void** extra);

    [LibraryImport(Library, EntryPoint = "cuGetErrorString")]
    private static partial int GetErrorString(int error, byte** text);
}
