using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>The operands of one product, as the tiles see them. Strides are in floats.</summary>
internal unsafe struct Block
{
    public float* A, B, C, Init;
    public nint ARow, AStep, LdB, LdC, LdInit;
    public nint Depth;

    // Memory that others want soon: tiles ask for it line by line while they multiply.
    public float* Ahead;
    public nint AheadStep;

    // 1 where the first (or the end) of the inner range moves with the rows, 0 where it is the whole range.
    public nint LowerSlope, UpperSlope;

    /// <summary>The first inner index that rows from <paramref name="row"/> on need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint First(nint row) => Math.Min(row * UpperSlope, Depth);

    /// <summary>The end of the inner indices that rows before <paramref name="rowEnd"/> need.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly nint Last(nint rowEnd) => LowerSlope == 0 ? Depth : Math.Min(rowEnd, Depth);
}
