using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ttt.Cuda;

/// <summary>Finds the driver and the run-time compiler. TorchSharp's packages bring the compiler under a name with a hash in it, so folders are searched.</summary>
internal static class NativeLibraries
{
    internal const string Driver = "cuda";
    internal const string Compiler = "nvrtc";

    private static readonly string[] DriverNames = OperatingSystem.IsWindows() ? ["nvcuda.dll"] : ["libcuda.so.1", "libcuda.so"];
    private static readonly string BuiltinsPattern = OperatingSystem.IsWindows() ? "nvrtc-builtins*.dll" : "libnvrtc-builtins*.so*";

#pragma warning disable CA2255 // The resolver has to stand before the first call of either library.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch { Driver => First(DriverNames), Compiler => First(CompilerFiles.Of(CompilerFiles.Said)) is var found and not 0 ? found : NoCompiler(), _ => 0 };

    // Zero would let the loader look for any library of that name.
    private static nint NoCompiler() => throw new DllNotFoundException(CompilerFiles.Missing(CompilerFiles.Said));

    private static nint First(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            LoadBuiltins(name);
            if (NativeLibrary.TryLoad(name, out nint library)) return library;
        }
        return 0;
    }

    /// <summary>The compiler asks for its builtins by their name alone: those beside it are there already when it does.</summary>
    private static void LoadBuiltins(string compiler)
    {
        if (Path.GetDirectoryName(compiler) is not { Length: > 0 } folder) return;
        foreach (string file in Directory.EnumerateFiles(folder, BuiltinsPattern)) NativeLibrary.TryLoad(file, out _);
    }
}
