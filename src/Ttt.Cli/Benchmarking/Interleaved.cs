using System.Diagnostics;
using TorchSharp;

namespace Ttt.Cli;

/// <summary>Runs cases in turn, window after window, with the machine's peak in between: what disturbs one disturbs all.</summary>
sealed class Interleaved(Terminal terminal, IReadOnlyList<BenchWork> works)
{
    const double WindowSeconds = 0.002, WarmUpSeconds = 1;

    // Threads without work look out for more for some milliseconds, and disturb what runs beside them.
    const int IdleMilliseconds = 10;

    readonly Dictionary<int, FmaPeak> _peaks = works.Select(w => w.Case.Threads).Append(1).Append(Environment.ProcessorCount).Distinct().Order().ToDictionary(n => n, n => new FmaPeak(n));
    readonly int[] _repeats = new int[works.Count];
    double _reported;

    /// <summary>The peak, by the number of threads.</summary>
    public IReadOnlyDictionary<int, FmaPeak> Peaks => _peaks;

    /// <summary>Measures this many windows of every case; fewer where somebody interrupts.</summary>
    /// <returns>Whether it was not interrupted.</returns>
    public bool Run(int windows)
    {
        var before = torch.get_num_threads();
        try
        {
            var clock = Stopwatch.StartNew();
            return WarmUp() && Measure(windows, clock);
        }
        finally
        {
            torch.set_num_threads(before);
        }
    }

    bool WarmUp()
    {
        for (var i = 0; i < works.Count; i++)
        {
            if (terminal.Interrupted.IsCancellationRequested) return false;
            torch.set_num_threads(works[i].Case.Threads);
            var start = Stopwatch.GetTimestamp();
            var (runs, fastest) = (0, double.PositiveInfinity);
            while (runs < 2 || Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds)
            {
                fastest = Math.Min(fastest, Time(works[i].Run, 1));
                runs++;
            }
            _repeats[i] = Math.Max(1, (int)Math.Ceiling(WindowSeconds / fastest));
        }
        foreach (var peak in _peaks.Values) peak.WarmUp();
        return true;
    }

    bool Measure(int windows, Stopwatch clock)
    {
        var warm = clock.Elapsed.TotalSeconds;
        for (var window = 0; window < windows; window++)
        {
            foreach (var peak in _peaks.Values)
            {
                peak.Window();
                Settle(peak.Threads);
            }
            for (var i = 0; i < works.Count; i++)
            {
                if (terminal.Interrupted.IsCancellationRequested) return false;
                torch.set_num_threads(works[i].Case.Threads);
                works[i].Windows.Add(Time(works[i].Run, _repeats[i]));
                Settle(works[i].Case.Threads);
            }
            Report(window + 1, windows, clock.Elapsed.TotalSeconds, warm);
        }
        return true;
    }

    static void Settle(int threads)
    {
        if (threads > 1) Thread.Sleep(IdleMilliseconds);
    }

    static double Time(Action run, int repeats)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++) run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    void Report(int done, int windows, double now, double warm)
    {
        if (now - _reported < 5 || done == windows) return;
        _reported = now;
        terminal.Error.WriteLine(FormattableString.Invariant($"window {done} of {windows}, about {(now - warm) / done * (windows - done):0} s left"));
    }
}
