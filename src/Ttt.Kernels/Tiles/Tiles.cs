using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Ttt.Kernels;

/// <summary>
/// Register tiles of a product: the sums of a tile stay in registers over the whole inner range. Each shape is a method of its own, so that each
/// has its own register allocation.
/// </summary>
internal static unsafe partial class Tiles<S, V, TSign>
    where S : struct, ISimd<V>
    where V : struct
    where TSign : struct, ISign
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Add(V x, V b, V sum) => TSign.Negative ? S.NegateMultiplyAdd(x, b, sum) : S.MultiplyAdd(x, b, sum);

    // Places instead of vectors: what is read here becomes part of the instruction that multiplies.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddBroadcast(Ptr x, nint i, V b, V sum)
        => TSign.Negative ? S.NegateMultiplyAdd(S.Broadcast(x, i), b, sum) : S.MultiplyAdd(S.Broadcast(x, i), b, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V AddLoad(V x, Ptr b, nint i, V sum)
        => TSign.Negative ? S.NegateMultiplyAdd(x, S.Load(b, i), sum) : S.MultiplyAdd(x, S.Load(b, i), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* line)
    {
        if (Sse.IsSupported) Sse.Prefetch1(line);
    }

    /// <summary>All rows and the given columns (whole vectors) of a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(Block* block, nint rows, nint n)
    {
        nint vectors = (n + S.Count - 1) / S.Count, at = 0;
        if (rows == 1)
        {
            at = Advance(vectors, 8, out nint wide) * S.Count;
            if (wide > 0) Run1x8(block, 0, 1, 0, wide);
            vectors -= 8 * wide;
        }
        if (S.Count == 16 || rows == 1)
        {
            nint next = Advance(vectors, 4, out nint wide) * S.Count;
            if (wide > 0) Four(block, rows, at, wide);
            at += next;
            vectors -= 4 * wide;
        }
        if (vectors >= 2)
        {
            nint next = Advance(vectors, 2, out nint wide) * S.Count;
            Two(block, rows, at, wide);
            at += next;
            vectors -= 2 * wide;
        }
        if (vectors > 0) One(block, rows, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Advance(nint vectors, nint width, out nint times) => (times = vectors / width) * width;

    private static void Four(Block* block, nint rows, nint at, nint times)
    {
        nint rest = rows % 6, from = rows - rest;
        if (from > 0) Run6x4(block, 0, from, at, times);
        if (rest >= 4)
        {
            Run4x4(block, from, from + 4, at, times);
            from += 4;
            rest -= 4;
        }
        if (rest >= 2)
        {
            Run2x4(block, from, from + 2, at, times);
            from += 2;
            rest -= 2;
        }
        if (rest > 0) Run1x4(block, from, from + 1, at, times);
    }

    private static void Two(Block* block, nint rows, nint at, nint times)
    {
        nint rest = rows % 6, from = rows - rest;
        if (from > 0) Run6x2(block, 0, from, at, times);
        if (rest >= 4)
        {
            Run4x2(block, from, from + 4, at, times);
            from += 4;
            rest -= 4;
        }
        if (rest >= 2)
        {
            Run2x2(block, from, from + 2, at, times);
            from += 2;
            rest -= 2;
        }
        if (rest > 0) Run1x2(block, from, from + 1, at, times);
    }

    private static void One(Block* block, nint rows, nint at)
    {
        nint from = rows & ~7;
        if (from > 0 && block->AStep == 1) RunRows8x1(block, 0, from, at);
        else if (from > 0) Run8x1(block, 0, from, at, 1);
        if ((rows & 4) != 0)
        {
            Run4x1(block, from, from + 4, at, 1);
            from += 4;
        }
        if ((rows & 2) != 0)
        {
            Run2x1(block, from, from + 2, at, 1);
            from += 2;
        }
        if ((rows & 1) != 0) Run1x1(block, from, rows, at, 1);
    }
}

/// <summary>Whether products are added or subtracted, known when the tile is compiled.</summary>
internal interface ISign
{
    static abstract bool Negative { get; }
}

internal readonly struct Plus : ISign
{
    public static bool Negative => false;
}

internal readonly struct Minus : ISign
{
    public static bool Negative => true;
}
