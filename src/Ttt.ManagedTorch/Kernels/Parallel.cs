namespace TorchSharp;

/// <summary>Splits ranges over threads. What is computed never depends on how many there are.</summary>
internal static class Parallel
{
    /// <summary>Work (in additions) below which threads cost more than they bring.</summary>
    public const long MinimumWork = 64 * 1024;

    // More pieces than threads: one that wakes late, or is slowed down, takes fewer.
    private const int PiecesPerThread = 4;

    [ThreadStatic]
    private static bool _inside;

    /// <summary>Whether this thread runs a piece already: what it starts runs on it alone.</summary>
    public static bool IsInside => _inside;

    public static int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Calls <paramref name="body"/> on consecutive pieces of [0, <paramref name="count"/>) of nearly one length, none shorter than <paramref name="grain"/> unless it is all.</summary>
    public static void For(long count, long grain, Action<long, long> body)
    {
        int pieces = (int)Math.Min(Threads * PiecesPerThread, count / Math.Max(grain, 1));
        int threads = Math.Min(Threads, pieces);
        if (threads <= 1 || _inside)
        {
            if (count > 0) body(0, count);
            return;
        }
        int claimed = -1;
        System.Threading.Tasks.Parallel.For(0, threads, _ =>
        {
            bool outer = _inside;
            _inside = true;
            try
            {
                for (int i; (i = Interlocked.Increment(ref claimed)) < pieces;)
                    body(count * i / pieces, count * (i + 1) / pieces);
            }
            finally
            {
                _inside = outer;
            }
        });
    }
}
