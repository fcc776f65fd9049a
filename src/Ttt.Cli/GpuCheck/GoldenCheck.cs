using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>Compares what kernels on a device give with numbers of the authors' program, which lie beside the tool.</summary>
static class GoldenCheck
{
    /// <summary>Where the tool brings them.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "golden");

    /// <summary>The files of a folder; of some layers, where some are named.</summary>
    public static IReadOnlyList<string> Files(string folder, IReadOnlyCollection<string> layers) => !Directory.Exists(folder) ? [] :
        [.. Directory.EnumerateFiles(folder, "inner_*.safetensors").Where(file => layers.Count == 0 || layers.Contains(Path.GetFileName(file).Split('_')[1])).Order(StringComparer.Ordinal)];

    public static CheckResult Run(string file, ComputeDevice device)
    {
        var machine = new CopyingMachine(device);
        var report = Launch(file, machine);
        // float64 is not for kernels
        CheckError? Worst(Func<string, bool> kind) => CheckError.Worst(report.Checks.Where(check => check.Fault is null && kind(check.Name)).Select(check => new CheckError(check.Name, check.Error, check.Tolerance)));
        var fault = report.Checks.FirstOrDefault(check => check.Fault is not null) is { } broken ? $"{broken.Name}: {broken.Fault}" : KernelCheck.Fault(machine);
        return new("authors", Path.GetFileNameWithoutExtension(file), Worst(name => name == "out.Y"), Worst(name => name.StartsWith("out.", StringComparison.Ordinal) && name != "out.Y"),
            Worst(name => name.StartsWith("grad.", StringComparison.Ordinal)), null, fault);
    }

    /// <summary>Runs a file's case with its kernels on a machine.</summary>
    public static VerificationReport Launch(string file, DeviceMachine machine) => Verifier.Verify(file, null, null, layer => layer.RunOn(machine));
}
