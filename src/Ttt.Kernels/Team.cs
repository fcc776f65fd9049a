using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Ttt.Kernels;

/// <summary>
/// Threads that share the pieces of one job at a time with its caller. After a job they look out for the next for a moment, which costs less than being woken:
/// the operations of a model follow each other within microseconds. Whoever comes while they are busy is helped by the thread pool.
/// </summary>
/// <remarks>Compiled into Ttt.Kernels and into Ttt.ManagedTorch, which do not know each other.</remarks>
internal static class Team
{
    private const double PatienceSeconds = 1e-4;

    private static readonly SemaphoreSlim Wake = new(0);
    private static int _members, _asleep, _taken;
    private static Job? _job;

    /// <summary>
    /// Calls <paramref name="body"/>(worker, piece) once for every piece in [0, <paramref name="pieces"/>) on at most <paramref name="threads"/> threads of which the caller is one;
    /// worker is in [0, threads) and no two calls with the same worker run at the same time.
    /// </summary>
    /// <remarks>The first exception of the body ends the job (pieces under way are finished) and is thrown here.</remarks>
    public static void Run(int pieces, int threads, Action<int, int> body)
    {
        var job = new Job(pieces, threads, body);
        if (Interlocked.CompareExchange(ref _taken, 1, 0) == 0) Lead(job, threads - 1);
        else
        {
            for (int i = 1; i < threads; i++) ThreadPool.UnsafeQueueUserWorkItem(static own => own.Help(), job, preferLocal: false);
            job.Lead();
        }
        job.ThrowIfFailed();
    }

    private static void Lead(Job job, int helpers)
    {
        try
        {
            for (; _members < helpers; _members++) Hire();
            Interlocked.Exchange(ref _job, job);
            int asleep = Math.Min(Volatile.Read(ref _asleep), helpers);
            if (asleep > 0) Wake.Release(asleep);
            job.Lead();
        }
        finally
        {
            Volatile.Write(ref _job, null);
            Volatile.Write(ref _taken, 0);
        }
    }

    // More members than processors would look out in each other's way.
    private static void Hire()
    {
        double patience = _members < Environment.ProcessorCount - 1 ? PatienceSeconds : 0;
        new Thread(() => Stay((long)(patience * Stopwatch.Frequency))) { IsBackground = true, Name = "Pieces of work" }.Start();
    }

    private static void Stay(long patience)
    {
        Job? last = null;
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            if (Next(last) is { } job)
            {
                last = job;
                job.Help();
                since = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetTimestamp() - since < patience) Thread.SpinWait(16);
            else
            {
                // Who falls asleep looks once more after saying so: a caller either sees the sleeper or is seen.
                Interlocked.Increment(ref _asleep);
                if (Next(last) is null) Wake.Wait();
                Interlocked.Decrement(ref _asleep);
                since = Stopwatch.GetTimestamp();
            }
        }
    }

    private static Job? Next(Job? last) => Volatile.Read(ref _job) is { } job && !ReferenceEquals(job, last) ? job : null;

    private sealed class Job(int pieces, int threads, Action<int, int> body)
    {
        // Set when the caller has found no more work: a helper that comes later leaves at once, and nobody waits for it.
        private const int Closed = 1 << 30;

        private Action<int, int>? _body = body;
        private int _next = -1, _helpers, _active;
        private ExceptionDispatchInfo? _failure;

        public void Lead()
        {
            Work(0);
            Interlocked.Add(ref _active, Closed);
            for (var wait = new SpinWait(); Volatile.Read(ref _active) != Closed;) wait.SpinOnce(sleep1Threshold: -1);
            // Members remember their last job: not what it worked on.
            _body = null;
        }

        public void Help()
        {
            int worker = Interlocked.Increment(ref _helpers);
            if (worker >= threads) return;
            if ((Interlocked.Increment(ref _active) & Closed) == 0) Work(worker);
            Interlocked.Decrement(ref _active);
        }

        public void ThrowIfFailed() => _failure?.Throw();

        private void Work(int worker)
        {
            try
            {
                for (int piece; (piece = Interlocked.Increment(ref _next)) < pieces;) _body!(worker, piece);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(error), null);
                Volatile.Write(ref _next, pieces);
            }
        }
    }
}
