using System.Runtime.ExceptionServices;

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
            new Job(count, threads, body).Run();
            return;
        }
        for (int i = 0; i < count; i++)
            body(0, i);
    }

    private sealed class Job(int count, int threads, Action<int, int> body)
    {
        // Set when the caller has found no more work: a helper that starts later leaves at once, and nobody waits for it.
        private const int Closed = 1 << 30;
        private readonly ManualResetEventSlim _left = new(false);
        private int _next;
        private int _active;
        private ExceptionDispatchInfo? _failure;

        public void Run()
        {
            for (int worker = 1; worker < threads; worker++)
                ThreadPool.UnsafeQueueUserWorkItem(static item => item.Job.Help(item.Worker), (Job: this, Worker: worker), preferLocal: false);
            Work(0);
            if (Interlocked.Add(ref _active, Closed) != Closed) _left.Wait();
            _failure?.Throw();
        }

        private void Help(int worker)
        {
            if ((Interlocked.Increment(ref _active) & Closed) == 0) Work(worker);
            if (Interlocked.Decrement(ref _active) == Closed) _left.Set();
        }

        private void Work(int worker)
        {
            try
            {
                for (int i; (i = Interlocked.Increment(ref _next) - 1) < count;)
                    body(worker, i);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
                Volatile.Write(ref _next, count);
            }
        }
    }
}
