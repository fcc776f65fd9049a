using System.Globalization;
using System.Numerics;

namespace Ttt.Models;

/// <summary>Members of enumerations as configurations write them: in lower case.</summary>
static class EnumNames
{
    public static string Of<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>All members; of <paramref name="flags"/> those of one bit.</summary>
    public static IReadOnlyList<(string Name, T Value)> Of<T>(bool flags) where T : struct, Enum
        => [.. Enum.GetValues<T>().Where(value => !flags || BitOperations.IsPow2(Convert.ToInt32(value, CultureInfo.InvariantCulture))).Select(value => (Of(value), value))];
}
