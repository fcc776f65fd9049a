using Ttt.Cuda;

namespace Ttt.Cli;

/// <summary>What a run found.</summary>
/// <param name="Facts">The device.</param>
/// <param name="Checks">Comparisons.</param>
/// <param name="Rates">What the device can do; null where nobody measured it.</param>
/// <param name="RatesFault">Why that could not be measured; null where it was, or nobody asked.</param>
/// <param name="Measured">Times.</param>
/// <param name="Reference">Times of another program; null where there are none.</param>
/// <param name="Complete">Nobody interrupted it.</param>
sealed record GpuResult(DeviceFacts Facts, IReadOnlyList<CheckResult> Checks, DeviceRates? Rates, string? RatesFault, IReadOnlyList<GpuMeasurement> Measured, GpuReference? Reference, bool Complete)
{
    public IReadOnlyList<GpuBar> Bars => GpuBar.Of(Measured, Rates, Reference);

    /// <summary>All comparisons hold and all was measured that fits the memory: of every layer and pass a case. Bars are of speed and do not count.</summary>
    public bool Passed => Checks.All(check => check.Passed) && RatesFault is null && Measured.All(one => one.Windows is not null || (one.IsTooLarge && HasSmaller(one.Case)));

    bool HasSmaller(GpuCase item) => Measured.Any(one => one.Windows is not null && (one.Case.Layer, one.Case.Pass) == (item.Layer, item.Pass));
}
