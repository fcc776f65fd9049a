namespace Ttt.Models;

/// <summary>The loss of windows of a text in parts of the windows, window by window: curves of several models on the same windows can be subtracted.</summary>
public sealed class LossCurve
{
    readonly long[] starts;
    readonly (long From, long To)[] parts;
    readonly double[][] losses;

    /// <param name="starts">Where the windows begin, ascending.</param>
    /// <param name="parts">First index and first index after of each part.</param>
    /// <param name="losses">By part and window, the mean loss.</param>
    internal LossCurve(long[] starts, (long From, long To)[] parts, double[][] losses)
    {
        (this.starts, this.parts, this.losses) = (starts, parts, losses);
        Points = [.. parts.Select((part, i) => new CurvePoint(part.From, part.To, starts.Length * (part.To - part.From), losses[i].Average(), StandardError(losses[i], part)))];
    }

    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>Windows that were read.</summary>
    public int Windows => starts.Length;

    /// <summary>This curve minus another one of the same windows. Its standard errors are those of differences window by window, which are far smaller than those of the curves.</summary>
    /// <exception cref="ArgumentException">The other was measured on other windows or in other parts.</exception>
    public LossCurve Minus(LossCurve other) => starts.SequenceEqual(other.starts) && parts.SequenceEqual(other.parts)
        ? new(starts, parts, [.. losses.Zip(other.losses, (a, b) => a.Zip(b, (x, y) => x - y).ToArray())])
        : throw new ArgumentException("Curves can be subtracted only where they were measured on the same windows.", nameof(other));

    // windows that overlap say less than as many that do not: they count as often as the text that this part of them covers fits
    double StandardError(double[] means, (long From, long To) part)
    {
        var width = part.To - part.From;
        var covered = width + starts.Zip(starts.Skip(1), (a, b) => Math.Min(b - a, width)).Sum();
        var independent = covered / (double)width;
        if (means.Length < 2 || independent <= 1)
            return double.NaN;
        var mean = means.Average();
        return Math.Sqrt(means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1) / independent);
    }
}
