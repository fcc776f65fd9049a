using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>One derived program as fused code on raw memory: one mini-batch of one head of one sequence at a time. It belongs to one thread.</summary>
public abstract class Kernel
{
    // A burst of this many cache lines still leaves buffers to loads that wait.
    const int LineFloats = 16, BurstFloats = 16 * LineFloats;

    readonly List<(Ptr Start, nint Length)> _expected = [];
    int _place;

    // Where what is expected goes on, and how far.
    Ptr _wanted;
    nint _left;

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
        (_place, _wanted, _left) = (0, default, 0);
    }

    /// <summary>Floats that the call after the next one reads or writes: the next one asks for them while it computes.</summary>
    internal void Expect(Ptr start, nint length)
    {
        if (_place == _expected.Count) (_wanted, _left) = (start, length);
        _expected.Add((start, length));
    }

    /// <summary>Where what is expected goes on, and how far; null where all has been asked for.</summary>
    private protected (Ptr Start, nint Length) Wanted => (_wanted, _left);

    /// <summary>Takes note that this much has been asked for.</summary>
    private protected void Asked(nint floats)
    {
        (_wanted, _left) = (_wanted + floats, _left - floats);
        if (_left == 0) (_wanted, _left) = ++_place < _expected.Count ? _expected[_place] : default;
    }

    /// <summary>Asks for a little of what is expected.</summary>
    protected void Ahead()
    {
        var count = Math.Min(BurstFloats, _left);
        if (count == 0) return;
        _wanted.Prefetch(count);
        Asked(count);
    }
}
