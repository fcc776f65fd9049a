using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>What a run found.</summary>
/// <param name="Facts">The device.</param>
/// <param name="Checks">Comparisons.</param>
/// <param name="Rates">What the device can do; null where nothing was measured.</param>
/// <param name="Measured">Times.</param>
/// <param name="Reference">Times of another program; null where there are none.</param>
/// <param name="Complete">Nobody interrupted it.</param>
sealed record GpuResult(DeviceFacts Facts, IReadOnlyList<CheckResult> Checks, DeviceRates? Rates, IReadOnlyList<GpuMeasurement> Measured, GpuReference? Reference, bool Complete)
{
    public IReadOnlyList<GpuBar> Bars => Rates is null ? [] : GpuBar.Of(Measured, Rates, Reference);

    public bool Passed => Checks.All(check => check.Passed);
}
