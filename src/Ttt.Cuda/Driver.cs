using System.Runtime.InteropServices;

namespace Ttt.Cuda;

/// <summary>The driver's interface, as much of it as launching needs. Its library is loaded by the first call.</summary>
internal static unsafe partial class Driver
{
    private const string Library = NativeLibraries.Driver;
    private const int OutOfMemory = 2;

    /// <summary>Throws what an error code means.</summary>
    internal static void Check(int error, string doing)
    {
        if (error == 0) return;
        byte* text;
        string said = GetErrorString(error, &text) == 0 ? Marshal.PtrToStringUTF8((nint)text)! : "unknown error";
        throw new DeviceException($"{doing}: the CUDA driver says \"{said}\" ({error}).", error == OutOfMemory);
    }

    [LibraryImport(Library, EntryPoint = "cuInit")]
    internal static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGet")]
    internal static partial int DeviceGet(int* device, int ordinal);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    internal static partial int DeviceGetCount(int* count);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    internal static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")]
    internal static partial int DriverGetVersion(int* version);

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

    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")]
    internal static partial int MemoryGetInfo(nuint* free, nuint* total);

    [LibraryImport(Library, EntryPoint = "cuMemAlloc_v2")]
    internal static partial int MemoryAllocate(nint* memory, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemFree_v2")]
    internal static partial int MemoryFree(nint memory);

    [LibraryImport(Library, EntryPoint = "cuMemcpyHtoD_v2")]
    internal static partial int CopyToDevice(nint to, nint host, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoH_v2")]
    internal static partial int CopyToHost(nint host, nint from, nuint bytes);

    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    internal static partial int CopyOnDevice(nint to, nint from, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    internal static partial int EventCreate(nint* made, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    internal static partial int EventRecord(nint made, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")]
    internal static partial int EventSynchronize(nint made);

    [LibraryImport(Library, EntryPoint = "cuEventElapsedTime")]
    internal static partial int EventElapsedTime(float* milliseconds, nint from, nint to);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    internal static partial int EventDestroy(nint made);

    [LibraryImport(Library, EntryPoint = "cuGetErrorString")]
    private static partial int GetErrorString(int error, byte** text);
}
