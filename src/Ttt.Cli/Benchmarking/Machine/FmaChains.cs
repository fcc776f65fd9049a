using System.Runtime.CompilerServices;
using Ttt.Kernels;

namespace Ttt.Cli;

/// <summary>Twelve chains of multiply-adds in registers: nothing but the arithmetic units limits them.</summary>
static class FmaChains
{
    const int Chains = 12;

    /// <summary>Runs all chains this often at this machine's widest vectors.</summary>
    public static float Run(int rounds) => Machine.Width switch
    {
        SimdWidth.Vector512 => Of<Simd512, System.Runtime.Intrinsics.Vector512<float>>(rounds),
        SimdWidth.Vector256 => Of<Simd256, System.Runtime.Intrinsics.Vector256<float>>(rounds),
        SimdWidth.Vector128 => Of<Simd128, System.Runtime.Intrinsics.Vector128<float>>(rounds),
        _ => Of<SimdScalar, float>(rounds),
    };

    /// <summary>Operations of one round, a multiply-add as two.</summary>
    public static int OperationsPerRound => 2 * Chains * (int)Machine.Width;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    static float Of<S, V>(int rounds) where S : ISimd<V> where V : struct
    {
        // a is less than 1, so that no chain leaves the normal numbers
        V a = S.Create(0.999f), b = S.Create(0.001f);
        V c0 = b, c1 = a, c2 = b, c3 = a, c4 = b, c5 = a, c6 = b, c7 = a, c8 = b, c9 = a, c10 = b, c11 = a;
        for (var i = 0; i < rounds; i++)
        {
            c0 = S.MultiplyAdd(c0, a, b);
            c1 = S.MultiplyAdd(c1, a, b);
            c2 = S.MultiplyAdd(c2, a, b);
            c3 = S.MultiplyAdd(c3, a, b);
            c4 = S.MultiplyAdd(c4, a, b);
            c5 = S.MultiplyAdd(c5, a, b);
            c6 = S.MultiplyAdd(c6, a, b);
            c7 = S.MultiplyAdd(c7, a, b);
            c8 = S.MultiplyAdd(c8, a, b);
            c9 = S.MultiplyAdd(c9, a, b);
            c10 = S.MultiplyAdd(c10, a, b);
            c11 = S.MultiplyAdd(c11, a, b);
        }
        var left = S.Add(S.Add(S.Add(c0, c1), S.Add(c2, c3)), S.Add(c4, c5));
        return S.Sum(S.Add(left, S.Add(S.Add(S.Add(c6, c7), S.Add(c8, c9)), S.Add(c10, c11))));
    }
}
