namespace Ttt.Models;

/// <summary>A random stream (SplitMix64) whose whole state is one number: the same seed gives the same draws on every machine and run-time version.</summary>
public sealed class RandomStream(ulong state)
{
    public ulong State { get; private set; } = state;

    /// <summary>An independent stream for one purpose and step, without consuming draws of another.</summary>
    public static RandomStream For(long seed, long purpose, long index = 0) =>
        new(Mix(Mix(Mix((ulong)seed) ^ (ulong)purpose) ^ (ulong)index));

    public ulong Next()
    {
        State += 0x9E3779B97F4A7C15UL;
        return Mix(State);
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="limit"/>), without modulo bias.</summary>
    public long Below(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var threshold = unchecked(0UL - (ulong)limit) % (ulong)limit;
        while (true)
        {
            var high = Math.BigMul(Next(), (ulong)limit, out var low);
            if (low >= threshold)
                return (long)high;
        }
    }

    /// <summary>Standard normal (Box-Muller, one value a call).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
