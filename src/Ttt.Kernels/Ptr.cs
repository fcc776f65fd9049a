using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Ttt.Kernels;

/// <summary>A place in memory that holds floats. Nothing is checked: whoever made it answers for its extent. The default is null.</summary>
public readonly unsafe struct Ptr(float* value) : IEquatable<Ptr>
{
    internal float* Value => value;

    /// <summary>The first of these floats, which must lie in memory that does not move.</summary>
    public static Ptr Of(Span<float> fixedMemory) => new((float*)Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetReference(fixedMemory)));

    /// <summary>The place with this address.</summary>
    public static Ptr At(nint address) => new((float*)address);

    /// <summary>Its address.</summary>
    public nint Address => (nint)value;

    /// <summary>Asks for this many floats ahead of their use, where the processor can be asked.</summary>
    public void Prefetch(nint floats)
    {
        const int Line = 16;
        if (!Sse.IsSupported) return;
        nint i = 0;
        for (; i + (4 * Line) <= floats; i += 4 * Line)
        {
            float* at = value + i;
            Sse.Prefetch1(at);
            Sse.Prefetch1(at + Line);
            Sse.Prefetch1(at + (2 * Line));
            Sse.Prefetch1(at + (3 * Line));
        }
        for (; i < floats; i += Line) Sse.Prefetch1(value + i);
    }

    /// <summary>Whether this is no place at all.</summary>
    public bool IsNull => value == null;

    /// <summary>The float at distance <paramref name="i"/>.</summary>
    public float this[nint i]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => value[i];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Value[i] = value;
    }

    /// <summary>The place <paramref name="floats"/> floats further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ptr operator +(Ptr p, nint floats) => new(p.Value + floats);

    public static bool operator ==(Ptr a, Ptr b) => a.Value == b.Value;

    public static bool operator !=(Ptr a, Ptr b) => a.Value != b.Value;

    public bool Equals(Ptr other) => this == other;

    public override bool Equals(object? obj) => obj is Ptr other && this == other;

    public override int GetHashCode() => ((nint)value).GetHashCode();
}
