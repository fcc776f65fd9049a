using System.Diagnostics;
using Ttt.Kernels;

namespace Ttt.Cli;

/// <summary>The machine's multiply-add peak in float32, measured window by window between other work.</summary>
sealed class FmaPeak(int threads)
{
    // As long as other windows: for less than a millisecond a processor that has cooled down may run faster than it keeps up.
    const int Rounds = 4096, Pieces = 256;

    float _kept;

    public int Threads => threads;

    /// <summary>Seconds of <see cref="Operations"/>.</summary>
    public Samples Windows { get; } = new();

    /// <summary>Operations of a window.</summary>
    public double Operations => (double)Rounds * Pieces * threads * FmaChains.OperationsPerRound;

    public double BestRate => Operations / Windows.Best;

    public double MedianRate => Operations / Windows.Median;

    /// <summary>Starts the threads, and lets the processor reach its clock.</summary>
    public void WarmUp()
    {
        for (var i = 0; i < 4; i++) Time();
    }

    /// <summary>Measures one window.</summary>
    public void Window() => Windows.Add(Time());

    double Time()
    {
        var start = Stopwatch.GetTimestamp();
        Workers.For(Pieces * threads, threads, (_, _) => _kept = FmaChains.Run(Rounds));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!float.IsFinite(_kept)) throw new InvalidOperationException("The chains of multiply-adds left the finite numbers.");
        return seconds;
    }
}
