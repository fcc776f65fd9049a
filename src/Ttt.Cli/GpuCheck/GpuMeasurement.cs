using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>What a case took on a device.</summary>
/// <param name="Case">The case.</param>
/// <param name="Windows">Seconds of a run; null where it could not be measured.</param>
/// <param name="Operations">Operations of a run; null where nobody counted them.</param>
/// <param name="Bytes">Bytes that a run has to read and write.</param>
/// <param name="Fault">Why it could not be measured; null where it was.</param>
/// <param name="IsTooLarge">It was for want of memory.</param>
sealed record GpuMeasurement(GpuCase Case, Samples? Windows, double? Operations, double Bytes, string? Fault, bool IsTooLarge = false)
{
    const double Nanoseconds = 1e9;

    double TokenHeads => (double)Case.Tokens * Case.Shape.Batch * Case.Shape.Heads;

    public double Best => Windows!.Best / TokenHeads * Nanoseconds;

    public double Median => Windows!.Median / TokenHeads * Nanoseconds;

    /// <summary>The least time that copying what has to be copied, and computing what has to be computed, take, over the time it took.</summary>
    public double Share(DeviceRates rates) => Math.Max(Bytes / rates.Copy, Computing(rates)) / Windows!.Best;

    /// <summary>Memory is what limits it.</summary>
    public bool IsBoundByMemory(DeviceRates rates) => Bytes / rates.Copy >= Computing(rates);

    double Computing(DeviceRates rates) => (Operations ?? 0) / rates.Products(Case.Precision);

    /// <summary>Bytes per second, as a share of what a copy does.</summary>
    public double ShareOfCopy(DeviceRates rates) => Bytes / Windows!.Best / rates.Copy;

    /// <summary>Runs a case at its size.</summary>
    public static GpuMeasurement Of(GpuCase item, ScanRecording recording, ComputeDevice device, int windows)
    {
        var first = item.Pass == GpuPass.Backward ? 1 : 0;
        try
        {
            using var scan = new ScaledScan(device, recording, item.Shape, item.Tokens / item.MiniBatch);
            scan.Run(0);
            var samples = DeviceWindows.Of(device, () => scan.Run(first), windows);
            return new(item, samples, recording.Operations * item.Tokens * item.Shape.Batch * item.Shape.Heads, scan.Bytes(first), null);
        }
        catch (DeviceException failure)
        {
            return Failed(item, failure.Message) with { IsTooLarge = failure.OutOfMemory };
        }
    }

    /// <summary>A case that could not be measured.</summary>
    public static GpuMeasurement Failed(GpuCase item, string fault) => new(item, null, null, 0, fault);
}
