using System.Runtime.Intrinsics;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Which kernel of a block.</summary>
enum KernelKind
{
    Forward,
    States,
    Backward,
}

/// <summary>Makes the kernels of a block for the vectors of this machine.</summary>
abstract class KernelFactory
{
    /// <summary>The widest vectors that divide the layer's dimensions.</summary>
    internal static KernelFactory Of(BlockKernels kernels) => Machine.Widest(kernels.Columns) switch
    {
        SimdWidth.Vector512 => new Typed<Simd512, Vector512<float>>(kernels),
        SimdWidth.Vector256 => new Typed<Simd256, Vector256<float>>(kernels),
        SimdWidth.Vector128 => new Typed<Simd128, Vector128<float>>(kernels),
        _ => new Typed<SimdScalar, float>(kernels),
    };

    internal abstract Kernel Make(KernelKind kind, int rows, int keys, Arena arena);

    sealed class Typed<S, V>(BlockKernels kernels) : KernelFactory
        where S : struct, ISimd<V>
        where V : struct
    {
        internal override Kernel Make(KernelKind kind, int rows, int keys, Arena arena) => kind switch
        {
            KernelKind.Forward => kernels.Forward<S, V>(rows, keys, arena),
            KernelKind.States => kernels.States<S, V>(rows, keys, arena),
            _ => kernels.Backward<S, V>(rows, keys, arena),
        };
    }
}
