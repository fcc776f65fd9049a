namespace Ttt.Cli;

/// <summary>Times of the windows of one case, in seconds.</summary>
sealed class Samples
{
    readonly List<double> _values = [];

    public int Count => _values.Count;

    /// <summary>The shortest: what the machine does when nothing disturbs it.</summary>
    public double Best => _values.Min();

    /// <summary>What was found on the way.</summary>
    public double Median => Quantile(0.5);

    /// <summary>How far the middle half of the windows lies apart, relative to the median.</summary>
    public double Spread => (Quantile(0.75) - Quantile(0.25)) / Median;

    public void Add(double seconds) => _values.Add(seconds);

    double Quantile(double share)
    {
        var sorted = _values.Order().ToArray();
        var place = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)Math.Floor(place)], sorted[(int)Math.Ceiling(place)]);
        return low + (high - low) * (place - Math.Floor(place));
    }
}
