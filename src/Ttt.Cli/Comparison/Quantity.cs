using System.Globalization;

namespace Ttt.Cli;

/// <summary>Numbers as reports show them.</summary>
static class Quantity
{
    /// <summary>Three digits and a power of ten, as 1.23e14; a dash where nobody counted.</summary>
    public static string Operations(double value) => double.IsFinite(value) ? value.ToString("0.00e0", CultureInfo.InvariantCulture) : "-";

    public static string Thousands(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Clock(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds)).ToString(seconds < 3600 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture);

    /// <summary>Of what all have as many, or from how many to how many and how far these lie apart.</summary>
    public static string Spread(IReadOnlyCollection<long> values, string noun) => values.Min() == values.Max() ? $"{noun}: {Thousands(values.Min())} each"
        : string.Create(CultureInfo.InvariantCulture, $"{noun}: {values.Min():N0} to {values.Max():N0}, {(values.Max() - values.Min()) / (double)values.Min():0.0 %} apart");
}
