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
    private static readonly string[] CompilerNames = OperatingSystem.IsWindows()
        ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"] : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"];

    private static readonly string BuiltinsPattern = OperatingSystem.IsWindows() ? "nvrtc-builtins*.dll" : "libnvrtc-builtins*.so*";
    private static readonly string CompilerPattern = OperatingSystem.IsWindows() ? "nvrtc64_*.dll" : "libnvrtc*.so*";

#pragma warning disable CA2255 // The resolver has to stand before the first call of either library.
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
#pragma warning restore CA2255

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name switch { Driver => First(DriverNames), Compiler => First(CompilerFiles().Concat(CompilerNames)), _ => 0 };

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

    /// <summary>Compilers that lie where the user says, beside the application, in its packages, or in a toolkit.</summary>
    private static IEnumerable<string> CompilerFiles()
        => CompilerFolders.Of(Environment.GetEnvironmentVariable, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)
            .SelectMany(folder => Directory.EnumerateFiles(folder, CompilerPattern).Order(StringComparer.Ordinal))
            .Where(file => !Path.GetFileName(file).Contains("builtins", StringComparison.Ordinal) && !file.Contains(".alt.", StringComparison.Ordinal));
}
