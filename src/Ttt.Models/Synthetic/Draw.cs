namespace Ttt.Models;

/// <summary>Draws of several things at once.</summary>
static class Draw
{
    /// <summary>Different numbers below a limit, in random order.</summary>
    public static int[] Distinct(RandomStream random, int limit, int count)
    {
        int[] all = [.. Enumerable.Range(0, limit)];
        for (var i = 0; i < count; i++)
        {
            var other = i + (int)random.Below(limit - i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        return all[..count];
    }
}
