using System.Runtime.Intrinsics;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>Makes the kernels of a layer for the vectors of this machine.</summary>
abstract class KernelFactory
{
    /// <summary>The widest vectors that divide the layer's dimensions.</summary>
    internal static KernelFactory Of(BlockKernels? block, TokenKernels? token)
        => Machine.Widest([.. block?.Columns ?? [], .. token?.Columns ?? []]) switch
        {
            SimdWidth.Vector512 => new Typed<Simd512, Vector512<float>>(block, token),
            SimdWidth.Vector256 => new Typed<Simd256, Vector256<float>>(block, token),
            SimdWidth.Vector128 => new Typed<Simd128, Vector128<float>>(block, token),
            _ => new Typed<SimdScalar, float>(block, token),
        };

    internal abstract Kernel Make(KernelKind kind, int rows, int keys, Arena arena);

    sealed class Typed<S, V>(BlockKernels? block, TokenKernels? token) : KernelFactory
        where S : struct, ISimd<V>
        where V : struct
    {
        internal override Kernel Make(KernelKind kind, int rows, int keys, Arena arena) => kind switch
        {
            KernelKind.Forward => block!.Forward<S, V>(rows, keys, arena),
            KernelKind.States => block!.States<S, V>(rows, keys, arena),
            KernelKind.Backward => block!.Backward<S, V>(rows, keys, arena),
            KernelKind.Decode => token!.Decode<S, V>(rows, keys, arena),
            KernelKind.Boundary => token!.Boundary<S, V>(rows, keys, arena),
            KernelKind.RecentDecode => token!.RecentDecode<S, V>(rows, keys, arena),
            _ => token!.RecentBoundary<S, V>(rows, keys, arena),
        };
    }
}
