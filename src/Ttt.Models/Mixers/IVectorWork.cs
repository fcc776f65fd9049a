using System.Runtime.Intrinsics;
using Ttt.Kernels;

namespace Ttt.Models;

/// <summary>Work that is written once for vectors of every width.</summary>
interface IVectorWork
{
    void Run<S, V>() where S : struct, ISimd<V> where V : struct;

    /// <summary>Runs it on the widest vectors of this machine whose lanes divide these numbers of columns.</summary>
    static void Dispatch(IVectorWork work, params int[] columns)
    {
        switch (Machine.Widest(columns))
        {
            case SimdWidth.Vector512:
                work.Run<Simd512, Vector512<float>>();
                break;
            case SimdWidth.Vector256:
                work.Run<Simd256, Vector256<float>>();
                break;
            case SimdWidth.Vector128:
                work.Run<Simd128, Vector128<float>>();
                break;
            default:
                work.Run<SimdScalar, float>();
                break;
        }
    }
}
