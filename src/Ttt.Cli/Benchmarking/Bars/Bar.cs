namespace Ttt.Cli;

/// <summary>Something that must hold of measured cases.</summary>
/// <param name="Work">What is run.</param>
/// <param name="Text">The bar, in words.</param>
/// <param name="Limit">The bar.</param>
/// <param name="AtLeast">The value must be the limit or more; else the limit or less.</param>
/// <param name="Of">The cases.</param>
/// <param name="Value">From the cases' results, best or median (by the flag), to what is compared with the limit.</param>
/// <param name="Unit">How a value is written.</param>
sealed record Bar(string Work, string Text, double Limit, bool AtLeast, IReadOnlyList<BenchCase> Of, Func<BenchResult, BenchWork[], bool, double> Value, string Unit)
{
    /// <summary>The row of a result; null where a case was not reached.</summary>
    public BarRow? Row(BenchResult result)
    {
        BenchWork[] works = [.. Of.Select(item => result.Measured.FirstOrDefault(w => w.Case == item)).OfType<BenchWork>()];
        if (works.Length < Of.Count) return null;
        var (best, median) = (Value(result, works, false), Value(result, works, true));
        string Show(double value) => value.ToString(Unit, System.Globalization.CultureInfo.InvariantCulture);
        return new(Work, Text, best, median, AtLeast ? best >= Limit : best <= Limit, Show(best), Show(median), works);
    }

    /// <summary>A rate at the bar's own count of operations per token and head (null: the count of the programs), as a share of the peak of the same run.</summary>
    public static Bar Share(string work, double atLeast, BenchCase item, double? operations = null)
        => new(work, FormattableString.Invariant($"≥ {atLeast:0 %} of peak"), atLeast, true, [item], (result, works, median) =>
        {
            var (one, peak) = (works[0], result.Peaks[item.Threads]);
            var count = (operations ?? one.Operations / one.TokenHeads ?? 0) * one.TokenHeads;
            return median ? count / one.Windows.Median / peak.MedianRate : count / one.Windows.Best / peak.BestRate;
        }, "0.0 %");

    /// <summary>Nanoseconds per token and head.</summary>
    public static Bar Time(string work, double microseconds, BenchCase item)
        => new(work, FormattableString.Invariant($"≤ {microseconds} µs"), microseconds, false, [item],
            (_, works, median) => (median ? works[0].MedianNanoseconds : works[0].BestNanoseconds) / 1000, "0.00 µs");

    /// <summary>The time per token of the second case, as a multiple of the first's.</summary>
    public static Bar Times(string work, double limit, bool atLeast, BenchCase first, BenchCase second)
        => new(work, FormattableString.Invariant($"{(atLeast ? "≥" : "≤")} {limit:0.0#}×"), limit, atLeast, [first, second],
            (_, works, median) => median ? works[1].MedianNanoseconds / works[0].MedianNanoseconds : works[1].BestNanoseconds / works[0].BestNanoseconds, "0.00×");

    /// <summary>A model's step, as a multiple of what its products outside the scans take at one share of the peak of the same run and its scans at another.</summary>
    /// <param name="work">What is run.</param>
    /// <param name="limit">The bar.</param>
    /// <param name="item">The model.</param>
    /// <param name="products">Share of the peak for products.</param>
    /// <param name="scan">Operations of a scan, per token and head.</param>
    /// <param name="scans">Share of the peak for scans.</param>
    public static Bar Step(string work, double limit, BenchCase item, double products, double scan, double scans)
        => new(work, FormattableString.Invariant($"≤ {limit:0.0#}×"), limit, false, [item], (result, works, median) =>
        {
            var (one, peak) = (works[0], result.Peaks[item.Threads]);
            var seconds = ((one.OutsideScans ?? 0) / products + scan * one.TokenHeads * item.Shape.Blocks / scans) / (median ? peak.MedianRate : peak.BestRate);
            return (median ? one.Windows.Median : one.Windows.Best) / seconds;
        }, "0.00×");
}
