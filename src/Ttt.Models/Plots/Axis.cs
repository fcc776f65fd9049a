using System.Globalization;

namespace Ttt.Models;

/// <summary>One axis: range of the data, positions in pixels, round tick values.</summary>
sealed class Axis
{
    readonly double low, high, start, end;
    readonly bool logarithmic;

    public Axis(IEnumerable<double> values, double start, double end, bool logarithmic)
    {
        (this.start, this.end, this.logarithmic) = (start, end, logarithmic);
        var finite = values.Where(v => double.IsFinite(v) && (!logarithmic || v > 0)).Select(Scale).DefaultIfEmpty(0).ToArray();
        (low, high) = (finite.Min(), finite.Max());
        if (high - low < 1e-12 * Math.Max(1, Math.Abs(high)))
            (low, high) = (low - 0.5, high + 0.5);
        Ticks = logarithmic ? Logarithmic() : Round(ref low, ref high);
    }

    public IReadOnlyList<double> Ticks { get; }

    public bool Shows(double value) => double.IsFinite(value) && (!logarithmic || value > 0);

    public double Pixel(double value) => start + (Scale(value) - low) / (high - low) * (end - start);

    public static string Label(double tick) => Math.Abs(tick) >= 1e6 || (tick != 0 && Math.Abs(tick) < 1e-3)
        ? tick.ToString("0.#e+0", CultureInfo.InvariantCulture)
        : tick.ToString("0.######", CultureInfo.InvariantCulture);

    double Scale(double value) => logarithmic ? Math.Log10(value) : value;

    // A range too short for powers and their halves has even steps.
    double[] Logarithmic()
    {
        double[] powers = [.. Powers()];
        if (powers.Length > 2)
            return powers;
        var (from, to) = (Math.Pow(10, low), Math.Pow(10, high));
        return [.. Round(ref from, ref to).Where(tick => tick > 0 && Scale(tick) >= low - 1e-9 && Scale(tick) <= high + 1e-9)];
    }

    // steps of 1, 2 or 5 times a power of ten; the range grows to whole steps
    static double[] Round(ref double low, ref double high)
    {
        var raw = (high - low) / 6;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * ((raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
        var first = Math.Floor(low / step);
        var last = Math.Ceiling(high / step);
        (low, high) = (first * step, last * step);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    IEnumerable<double> Powers()
    {
        var factors = high - low > 2 ? new[] { 1.0 } : [1, 2, 5];
        for (var exponent = (int)Math.Floor(low); exponent <= (int)Math.Ceiling(high); exponent++)
            foreach (var factor in factors)
            {
                var tick = factor * Math.Pow(10, exponent);
                if (Scale(tick) >= low - 1e-9 && Scale(tick) <= high + 1e-9)
                    yield return tick;
            }
    }
}
