using System.Globalization;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>How many random cases tests try: a few, or as many for each as the variable TTT_RANDOM says of declarations.</summary>
static class RandomCount
{
    /// <summary>So many, unless the variable says more.</summary>
    public static int Of(int usual, int perDeclaration = 1)
        => int.TryParse(Environment.GetEnvironmentVariable("TTT_RANDOM"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Max(usual, count * perDeclaration) : usual;
}
