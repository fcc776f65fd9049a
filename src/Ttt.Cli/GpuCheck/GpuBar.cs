namespace Ttt.Cli;

/// <summary>Something that must hold of measured cases on a device.</summary>
/// <param name="Text">In words.</param>
/// <param name="Value">What was found; null where these cases do not tell.</param>
/// <param name="Shown">The same in words.</param>
/// <param name="Holds">Whether it holds.</param>
sealed record GpuBar(string Text, double? Value, string Shown, bool? Holds)
{
    public string Verdict => Holds switch { true => "holds", false => "does not", null => "untold" };

    /// <summary>The bars that these measurements can answer.</summary>
    public static IReadOnlyList<GpuBar> Of(IReadOnlyList<GpuMeasurement> all, DeviceRates? rates, GpuReference? reference)
    {
        GpuMeasurement[] Linear(GpuPass pass) => [.. all.Where(one => one.Windows is not null && one.Case is { Layer: "linear" } item && item.Pass == pass).OrderBy(one => one.Case.Tokens)];
        var (forward, backward, decode) = (Linear(GpuPass.Forward), Linear(GpuPass.Backward), Linear(GpuPass.Decode));
        var bars = new List<GpuBar>();
        if (forward.Length > 0) bars.Add(Flat(forward[0], forward[^1]));
        if (rates is not null) bars.AddRange(Shares(forward, backward, decode, rates));
        if (forward.Select(one => reference?.Ratio("eager", one)).OfType<double>().ToArray() is { Length: > 0 } ratios) bars.Add(AtLeast("TTT-Linear forward, time of eager PyTorch to ours", ratios.Min(), 10, "0.0×"));
        return bars;
    }

    static GpuBar Flat(GpuMeasurement shortest, GpuMeasurement longest)
    {
        const double Limit = 1.1;
        var (text, ratio) = (FormattableString.Invariant($"TTT-Linear forward, time per token: longest to shortest ≤ {Limit}×"), longest.Best / shortest.Best);
        return shortest == longest ? new(text, null, $"only T {shortest.Case.Tokens} was measured", null) : new(text, ratio, Show(ratio, "0.00×"), ratio <= Limit);
    }

    static IEnumerable<GpuBar> Shares(GpuMeasurement[] forward, GpuMeasurement[] backward, GpuMeasurement[] decode, DeviceRates rates)
    {
        if (forward.Length > 0) yield return AtLeast("TTT-Linear forward, share of the roofline", forward.Min(one => one.Share(rates)), 0.4, "0.0 %");
        if (backward.Length > 0) yield return AtLeast("TTT-Linear backward, share of the roofline", backward.Min(one => one.Share(rates)), 0.25, "0.0 %");
        if (decode.Length > 0) yield return AtLeast($"TTT-Linear decode at batch {decode[0].Case.Shape.Batch}, share of copy bandwidth", decode.Min(one => one.ShareOfCopy(rates)), 0.5, "0.0 %");
    }

    static GpuBar AtLeast(string text, double value, double limit, string unit) => new($"{text} ≥ {Show(limit, unit)}", value, Show(value, unit), value >= limit);

    static string Show(double value, string unit) => value.ToString(unit, System.Globalization.CultureInfo.InvariantCulture);
}
