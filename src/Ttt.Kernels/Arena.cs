using System.Runtime.InteropServices;

namespace Ttt.Kernels;

/// <summary>
/// The memory of one worker: native, never moved, returned all at once. Places are handed out from large blocks; what they hold at first is undefined.
/// Not for use by several threads at the same time.
/// </summary>
public sealed unsafe class Arena : IDisposable
{
    private const int Alignment = 64;
    private const int Granule = Alignment / sizeof(float);
    private const nint BlockFloats = 1 << 16;

    // A load that follows a store to the same place in another page waits for it: places of a page or so start well apart from each other, and from the page's
    // start, where tensors begin.
    private const int Page = 4096;
    private const int LargeBytes = 2048;
    private const double GoldenRatio = 0.6180339887498949;
    private const int FirstOffset = 640;
    private const int Offsets = Page - (2 * FirstOffset);
    private readonly List<(nint Start, nint Floats)> _blocks = [];
    private nint _used;
    private int _large;

    /// <summary>A place for <paramref name="floats"/> floats that starts at a multiple of 64 bytes and reaches to the next multiple of 16 floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public Ptr Take(int floats)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(floats);
        nint size = ((nint)Math.Max(floats, 1) + Granule - 1) / Granule * Granule;
        bool large = size * sizeof(float) >= LargeBytes;
        if (_blocks.Count == 0 || _used + size + (large ? Page / sizeof(float) : 0) > _blocks[^1].Floats) Grow(size + (Page / sizeof(float)));
        if (large) _used += Gap(_blocks[^1].Start + (_used * sizeof(float)));
        var place = (float*)_blocks[^1].Start + _used;
        _used += size;
        return new Ptr(place);
    }

    // Floats from here to the next large place's offset in its page.
    private nint Gap(nint address)
    {
        int offset = FirstOffset + ((int)(++_large * GoldenRatio % 1 * Offsets) / Alignment * Alignment);
        return ((offset - address) & (Page - 1)) / sizeof(float);
    }

    /// <summary>Fills everything with NaN, so that what is read before it is written shows.</summary>
    public void Poison() => Fill(float.NaN);

    /// <summary>Fills everything with zeros.</summary>
    public void Clear() => Fill(0);

    /// <summary>Frees the memory; every place taken becomes invalid.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    ~Arena() => Free();

    private void Free()
    {
        foreach (var (start, _) in _blocks)
            NativeMemory.AlignedFree((void*)start);
        _blocks.Clear();
        _used = 0;
    }

    private void Grow(nint size)
    {
        size = Math.Max(size, BlockFloats);
        _blocks.Add(((nint)NativeMemory.AlignedAlloc((nuint)size * sizeof(float), Alignment), size));
        _used = 0;
    }

    private void Fill(float value)
    {
        foreach (var (start, floats) in _blocks)
            for (nint i = 0; i < floats; i++)
                ((float*)start)[i] = value;
    }
}
