using System.Globalization;

namespace Ttt.Models.Tests;

/// <summary>A culture with commas for decimal points, for the duration of a scope.</summary>
sealed class ForeignCulture : IDisposable
{
    readonly CultureInfo before = CultureInfo.CurrentCulture;

    public ForeignCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", ".", "\u2212");
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = before;
}
