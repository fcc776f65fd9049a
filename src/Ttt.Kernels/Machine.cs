using System.Runtime.Intrinsics;

namespace Ttt.Kernels;

/// <summary>A vector width, by its lanes of single precision.</summary>
public enum SimdWidth
{
    /// <summary><see cref="SimdScalar"/>.</summary>
    Scalar = 1,

    /// <summary><see cref="Simd128"/>.</summary>
    Vector128 = 4,

    /// <summary><see cref="Simd256"/>.</summary>
    Vector256 = 8,

    /// <summary><see cref="Simd512"/>.</summary>
    Vector512 = 16,
}

/// <summary>What this machine can do.</summary>
public static class Machine
{
    /// <summary>The widest vectors of this machine's hardware.</summary>
    public static SimdWidth Width =>
        Vector512.IsHardwareAccelerated ? SimdWidth.Vector512
        : Vector256.IsHardwareAccelerated ? SimdWidth.Vector256
        : Vector128.IsHardwareAccelerated ? SimdWidth.Vector128
        : SimdWidth.Scalar;

    /// <summary>The widest vectors of this machine whose lanes divide every one of the dimensions; scalar where none do.</summary>
    public static SimdWidth Widest(IEnumerable<int> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        int lanes = (int)Width;
        foreach (int dimension in dimensions)
            while (dimension % lanes != 0)
                lanes = lanes > 4 ? lanes / 2 : 1;
        return (SimdWidth)lanes;
    }
}
