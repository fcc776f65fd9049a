namespace Ttt.Kernels;

/// <summary>Bit patterns of single precision.</summary>
internal static class Bits
{
    /// <summary>The square root of one half.</summary>
    public const int RootHalf = 0x3F3504F3;

    /// <summary>What is not sign or exponent.</summary>
    public const int Fraction = 0x007FFFFF;
}
