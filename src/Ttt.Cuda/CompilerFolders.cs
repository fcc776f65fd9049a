namespace Ttt.Cuda;

/// <summary>Where NVRTC may lie where the user does not say it.</summary>
internal static class CompilerFolders
{
    private static readonly string[] InToolkit = OperatingSystem.IsWindows() ? ["bin", "bin/x64"] : ["lib64", "lib"];
    private static readonly string[] InPython = OperatingSystem.IsWindows() ? ["Lib"] : ["lib"];

    /// <summary>The folders that there are, in order: those of the application and its packages, toolkits, environments of Python and conda.</summary>
    /// <param name="variable">A variable of the environment.</param>
    /// <param name="native">The application's folders for native libraries.</param>
    internal static IEnumerable<string> Of(Func<string, string?> variable, string? native)
    {
        string[] environments = [.. Given("CONDA_PREFIX"), .. Given("VIRTUAL_ENV")];
        return (native ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(AppContext.BaseDirectory)
            .Concat(Given("CUDA_PATH").Concat(Given("CUDA_HOME")).Concat(Toolkits()).SelectMany(root => InToolkit.Select(folder => Path.Combine(root, folder))))
            .Concat(environments.SelectMany(root => InPython.Select(folder => Path.Combine(root, folder))))
            .Concat(environments.SelectMany(Wheels))
            .Where(Directory.Exists).Distinct();

        IEnumerable<string> Given(string name) => variable(name) is { Length: > 0 } value ? [value] : [];
    }

    private static IEnumerable<string> Toolkits()
        => Below("/usr/local", "cuda*").OrderByDescending(folder => folder == "/usr/local/cuda").ThenByDescending(folder => folder, StringComparer.Ordinal).Append("/opt/cuda");

    /// <summary>Packages of Python that bring it: nvidia/cuda_nvrtc, nvidia/cu13.</summary>
    private static IEnumerable<string> Wheels(string root)
        => Below(Path.Combine(root, "lib"), "python3*").Select(python => Path.Combine(python, "site-packages")).Append(Path.Combine(root, "Lib", "site-packages"))
            .SelectMany(packages => Below(Path.Combine(packages, "nvidia"), "cu*")).SelectMany(package => new[] { Path.Combine(package, "lib"), Path.Combine(package, "bin") });

    private static IEnumerable<string> Below(string folder, string pattern) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern) : [];
}
