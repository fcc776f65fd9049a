using System.Diagnostics;

namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>Turns choices off as long as a check still fails.</summary>
internal static class Shrinking
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>The smallest declaration that fails, and how.</summary>
    public static (Choices Smallest, string Reason) Run(Choices choices, Exception failure, Action<Choices> check)
    {
        var clock = Stopwatch.StartNew();
        var reason = failure.Message;
        for (var smaller = true; smaller;)
        {
            smaller = false;
            foreach (var candidate in RandomDeclaration.Smaller(choices))
            {
                if (clock.Elapsed > Limit)
                    return (choices, reason + " (not shrunk further: out of time)");
                if (Fails(candidate, check) is not { } found)
                    continue;
                (choices, reason, smaller) = (candidate, found, true);
                break;
            }
        }
        return (choices, reason);
    }

    static string? Fails(Choices choices, Action<Choices> check)
    {
        try
        {
            check(choices);
            return null;
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }
}
