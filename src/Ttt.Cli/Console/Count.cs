using System.Globalization;

namespace Ttt.Cli;

/// <summary>Numbers with their noun.</summary>
static class Count
{
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
