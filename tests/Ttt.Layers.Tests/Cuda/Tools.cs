using System.Diagnostics;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>Compilers of this machine.</summary>
static class Tools
{
    /// <summary>The first program of these names that works; null where there is none.</summary>
    internal static string? Find(IEnumerable<string> names, Func<string, bool> works)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(file => File.Exists(file) && works(file));

    /// <summary>Runs a program; what it said on both channels.</summary>
    internal static (int Code, string Said) Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result + error);
    }

    /// <summary>A folder for what the tests compile, kept from run to run.</summary>
    internal static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "ttt-cuda-tests")).FullName;
}
