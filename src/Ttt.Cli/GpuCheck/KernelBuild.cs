using System.Collections.Concurrent;
using System.Diagnostics;
using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>A kernel compiled for a processor.</summary>
/// <param name="Name">The layer it belongs to.</param>
/// <param name="Kernel">Which kernel, at which sizes.</param>
/// <param name="Seconds">What that took; next to nothing where it lay on disk.</param>
/// <param name="Bytes">The size of the image.</param>
/// <param name="Fault">Why it cannot be compiled; null where it can.</param>
sealed record KernelBuild(string Name, string Kernel, double Seconds, long Bytes, string? Fault)
{
    // shared memory that a block can have, by compute capability: CUDA C++ Programming Guide, technical specifications
    static readonly SortedDictionary<int, int> SharedBytes = new() { [80] = 166_912, [86] = 101_376, [87] = 166_912, [89] = 101_376, [90] = 232_448, [100] = 232_448, [103] = 232_448, [120] = 101_376 };

    /// <summary>Processors that kernels can be compiled for without one.</summary>
    public static IReadOnlyCollection<string> Architectures => [.. SharedBytes.Keys.Select(number => $"sm_{number}")];

    /// <summary>The floats of shared memory of a processor.</summary>
    public static int SharedFloats(int architecture) => SharedBytes[architecture] / sizeof(float);

    /// <summary>Compiles code for a processor, as many at a time as there are threads.</summary>
    public static IReadOnlyList<KernelBuild> All(IReadOnlyList<(string Name, DeviceCode Code)> codes, int architecture, CancellationToken interrupted)
    {
        var builds = new ConcurrentDictionary<int, KernelBuild>();
        Parallel.For(0, codes.Count, new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = interrupted }, i => builds[i] = Of(codes[i].Name, codes[i].Code, architecture));
        return [.. builds.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
    }

    static KernelBuild Of(string name, DeviceCode code, int architecture)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var image = KernelImage.Of(code, architecture);
            return new(name, Describe(code), Stopwatch.GetElapsedTime(start).TotalSeconds, image.LongLength, null);
        }
        catch (DeviceException failure)
        {
            return new(name, Describe(code), Stopwatch.GetElapsedTime(start).TotalSeconds, 0, failure.Message);
        }
    }

    static string Describe(DeviceCode code) => $"{code.Scan.Split('<', ',')[code.Scan.StartsWith("Once", StringComparison.Ordinal) ? 1 : 0]}  {string.Join(", ", code.Sizes.Select(size => FormattableString.Invariant($"{size.Name} {size.Value}")))}";
}
