namespace Ttt.Cuda;

/// <summary>The files that may be NVRTC.</summary>
internal static class CompilerFiles
{
    /// <summary>The variable that names a folder or a file: then it is there and nowhere else.</summary>
    internal const string Variable = "TTT_NVRTC";

    private static readonly string[] Names = OperatingSystem.IsWindows()
        ? ["nvrtc64_130_0.dll", "nvrtc64_120_0.dll", "nvrtc64_112_0.dll"] : ["libnvrtc.so.13", "libnvrtc.so.12", "libnvrtc.so.11.2", "libnvrtc.so"];

    private static readonly string Pattern = OperatingSystem.IsWindows() ? "nvrtc64_*.dll" : "libnvrtc*.so*";

    /// <summary>What the user says; null where nothing is said.</summary>
    internal static string? Said => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } place ? place : null;

    /// <summary>Where the user says; else beside the application, in its packages or in a toolkit, then what the system's loader knows.</summary>
    /// <param name="said">A folder or a file that the user names.</param>
    internal static IEnumerable<string> Of(string? said)
        => said is null ? CompilerFolders.Of(Environment.GetEnvironmentVariable, AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string).SelectMany(In).Concat(Names)
            : Directory.Exists(said) ? In(said) : File.Exists(said) ? [Path.GetFullPath(said)] : [];

    /// <summary>Why there is none.</summary>
    /// <param name="said">What the user names.</param>
    internal static string Missing(string? said)
        => said is null ? $"There is no NVRTC to compile kernels with: libnvrtc is neither beside the program nor in a CUDA toolkit nor on the loader's path; {Variable} can name its folder."
            : !Path.Exists(said) ? $"{Variable} is '{said}', which does not exist; it names the folder that NVRTC lies in, or its file."
            : Directory.Exists(said) ? $"{Variable} is '{said}', a folder without an NVRTC that can be loaded."
            : $"{Variable} is '{said}', a file that cannot be loaded as NVRTC.";

    /// <summary>Why the one that there is will not do.</summary>
    /// <param name="said">What the user names.</param>
    /// <param name="fault">What it lacks.</param>
    internal static string Unfit(string? said, string fault) => said is null ? $"NVRTC is too old: {fault}" : $"{Variable} is '{said}', which is too old or no NVRTC: {fault}";

    // full paths: the loader takes a name without a folder for one of its own
    private static IEnumerable<string> In(string folder)
        => Directory.EnumerateFiles(Path.GetFullPath(folder), Pattern).Order(StringComparer.Ordinal)
            .Where(file => !Path.GetFileName(file).Contains("builtins", StringComparison.Ordinal) && !file.Contains(".alt.", StringComparison.Ordinal));
}
