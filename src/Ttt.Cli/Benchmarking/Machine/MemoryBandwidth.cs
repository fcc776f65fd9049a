using System.Diagnostics;
using System.Runtime.InteropServices;
using Ttt.Kernels;

namespace Ttt.Cli;

/// <summary>How fast memory beyond all caches is read, and copied (read and written bytes counted).</summary>
/// <param name="Threads">Threads at work.</param>
/// <param name="Read">Bytes per second.</param>
/// <param name="Copy">Bytes per second.</param>
sealed record MemoryBandwidth(int Threads, double Read, double Copy)
{
    const int Piece = 1 << 18;

    /// <summary>Measures the best of several passes over buffers of this size.</summary>
    public static MemoryBandwidth Measure(int threads, int bytes, int passes = 5)
    {
        var (from, to) = (new float[bytes / sizeof(float)], new float[bytes / sizeof(float)]);
        Array.Fill(from, 1);
        Array.Fill(to, 1);
        var sums = new float[threads];
        var read = Best(passes, from.Length, threads, (worker, start, length) => sums[worker] += Sum(from.AsSpan(start, length)));
        var copy = Best(passes, from.Length, threads, (_, start, length) => from.AsSpan(start, length).CopyTo(to.AsSpan(start)));
        GC.KeepAlive(sums);
        return new(threads, from.Length * (double)sizeof(float) / read, 2.0 * from.Length * sizeof(float) / copy);
    }

    static double Best(int passes, int length, int threads, Action<int, int, int> piece)
    {
        var best = double.PositiveInfinity;
        for (var pass = 0; pass < passes; pass++)
        {
            var start = Stopwatch.GetTimestamp();
            Workers.For((length + Piece - 1) / Piece, threads, (worker, i) => piece(worker, i * Piece, Math.Min(Piece, length - i * Piece)));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }

    // four sums: one alone would wait for itself and not for memory
    static float Sum(ReadOnlySpan<float> values)
    {
        var vectors = MemoryMarshal.Cast<float, System.Numerics.Vector<float>>(values);
        System.Numerics.Vector<float> a = default, b = default, c = default, d = default;
        var i = 0;
        for (; i + 4 <= vectors.Length; i += 4)
        {
            a += vectors[i];
            b += vectors[i + 1];
            c += vectors[i + 2];
            d += vectors[i + 3];
        }
        for (; i < vectors.Length; i++) a += vectors[i];
        return System.Numerics.Vector.Sum(a + b + c + d);
    }
}
