namespace Ttt.Kernels;

/// <summary>Spreads independent pieces of work over threads.</summary>
public static class Workers
{
    /// <summary>
    /// Calls <paramref name="body"/>(worker, index) once for every index in [0, count), in any order, on at most <paramref name="threads"/> threads of which
    /// the caller is one; worker is in [0, threads) and no two calls with the same worker run at the same time. With one thread everything runs here, in order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number of threads is not positive, or the count negative.</exception>
    /// <remarks>The first exception of the body ends the work (pieces under way are finished) and is thrown here.</remarks>
    public static void For(int count, int threads, Action<int, int> body)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(body);
        threads = Math.Min(threads, count);
        if (threads > 1)
        {
            Team.Run(count, threads, body);
            return;
        }
        for (int i = 0; i < count; i++)
            body(0, i);
    }
}
