namespace Ttt.Cli;

/// <summary>Something that must hold of measured cases on a device.</summary>
/// <param name="Text">In words.</param>
/// <param name="Value">What was found.</param>
/// <param name="Unit">How it is written.</param>
/// <param name="Holds">Whether it holds.</param>
sealed record GpuBar(string Text, double Value, string Unit, bool Holds)
{
    public string Shown => Value.ToString(Unit, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The bars that these measurements can answer.</summary>
    public static IReadOnlyList<GpuBar> Of(IReadOnlyList<GpuMeasurement> all, DeviceRates rates, GpuReference? reference)
    {
        GpuMeasurement[] Linear(GpuPass pass) => [.. all.Where(one => one.Windows is not null && one.Case is { Layer: "linear" } item && item.Pass == pass)];
        var (forward, backward, decode) = (Linear(GpuPass.Forward), Linear(GpuPass.Backward), Linear(GpuPass.Decode));
        var bars = new List<GpuBar>();
        if (forward.Length > 1) bars.Add(AtMost("TTT-Linear forward, time per token: longest to shortest", forward.Max(one => one.Best) / forward.Min(one => one.Best), 1.1));
        if (forward.Length > 0) bars.Add(AtLeast("TTT-Linear forward, share of the roofline", forward.Min(one => one.Share(rates)), 0.4, "0.0 %"));
        if (backward.Length > 0) bars.Add(AtLeast("TTT-Linear backward, share of the roofline", backward.Min(one => one.Share(rates)), 0.25, "0.0 %"));
        if (decode.Length > 0) bars.Add(AtLeast($"TTT-Linear decode at batch {decode[0].Case.Shape.Batch}, share of copy bandwidth", decode.Min(one => one.ShareOfCopy(rates)), 0.5, "0.0 %"));
        if (forward.Select(one => reference?.Ratio("eager", one)).OfType<double>().ToArray() is { Length: > 0 } ratios) bars.Add(AtLeast("TTT-Linear forward, time of eager PyTorch to ours", ratios.Min(), 10, "0.0×"));
        return bars;
    }

    static GpuBar AtLeast(string text, double value, double limit, string unit) => new(FormattableString.Invariant($"{text} ≥ {limit.ToString(unit, System.Globalization.CultureInfo.InvariantCulture)}"), value, unit, value >= limit);

    static GpuBar AtMost(string text, double value, double limit) => new(FormattableString.Invariant($"{text} ≤ {limit:0.0#}×"), value, "0.00×", value <= limit);
}
