namespace TorchSharp;

/// <summary>Splits ranges over threads. What is computed never depends on how many there are.</summary>
internal static class Parallel
{
    /// <summary>Work (in additions) below which threads cost more than they bring.</summary>
    public const long MinimumWork = 64 * 1024;

    [ThreadStatic]
    private static bool _inside;

    public static int Threads { get; set; } = Environment.ProcessorCount;

    /// <summary>Calls <paramref name="body"/> on consecutive pieces of [0, <paramref name="count"/>), none shorter than <paramref name="grain"/> but the last.</summary>
    public static void For(long count, long grain, Action<long, long> body)
    {
        int pieces = (int)Math.Min(Threads, (count + grain - 1) / Math.Max(grain, 1));
        if (pieces <= 1 || _inside)
        {
            if (count > 0) body(0, count);
            return;
        }
        long size = (count + pieces - 1) / pieces;
        System.Threading.Tasks.Parallel.For(0, pieces, i =>
        {
            bool outer = _inside;
            _inside = true;
            try
            {
                long from = i * size, to = Math.Min(count, from + size);
                if (from < to) body(from, to);
            }
            finally
            {
                _inside = outer;
            }
        });
    }
}
