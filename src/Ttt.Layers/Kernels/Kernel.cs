using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>One derived program as fused code on raw memory: one mini-batch of one head of one sequence at a time. It belongs to one thread.</summary>
public abstract class Kernel
{
    // A burst of this many cache lines still leaves buffers to loads that wait.
    const int LineFloats = 16, BurstFloats = 16 * LineFloats;

    readonly List<(Ptr Start, nint Length)> _expected = [];
    int _place;
    nint _at;

    // Its memory lives as long as it does.
    internal Arena? Arena { get; set; }

    /// <summary>Sets the number of key rows, at most what the kernel was made for.</summary>
    public abstract void Resize(int keys);

    /// <summary>Reads the slow parameters of a head, in the program's order.</summary>
    public abstract void Prepare(ReadOnlySpan<Ptr> slow);

    /// <summary>Copies the carried values in.</summary>
    public abstract void Begin(ReadOnlySpan<Ptr> carried);

    /// <summary>One mini-batch. An output that may be left out is null.</summary>
    public abstract void Run(ReadOnlySpan<Ptr> inputs, ReadOnlySpan<Ptr> outputs);

    /// <summary>Copies the carried values out.</summary>
    public abstract void End(ReadOnlySpan<Ptr> carried);

    /// <summary>Forgets what was expected.</summary>
    internal void ExpectNothing()
    {
        _expected.Clear();
        (_place, _at) = (0, 0);
    }

    /// <summary>Floats that the call after the next one reads or writes: the next one asks for them while it computes.</summary>
    internal void Expect(Ptr start, nint length) => _expected.Add((start, length));

    /// <summary>Where what is expected goes on, and how far; null where all has been asked for.</summary>
    private protected (Ptr Start, nint Left) Wanted => _place == _expected.Count ? default : (_expected[_place].Start + _at, _expected[_place].Length - _at);

    /// <summary>Takes note that this much has been asked for.</summary>
    private protected void Asked(nint floats)
    {
        if (floats == 0) return;
        _at += floats;
        if (_at >= _expected[_place].Length) (_place, _at) = (_place + 1, 0);
    }

    /// <summary>Asks for a little of what is expected.</summary>
    protected void Ahead()
    {
        var (start, left) = Wanted;
        var count = Math.Min(BurstFloats, left);
        start.Prefetch(count);
        Asked(count);
    }
}
