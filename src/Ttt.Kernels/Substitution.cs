using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Triangular solves with a unit diagonal.</summary>
internal static class Substitution<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static void Run(nint rows, nint columns, Ptr lower, nint ldLower, Ptr right, nint ldRight, Ptr to, nint ldTo, bool transpose)
    {
        // The transposed system is the same read backwards: from the last row, with the strides of L exchanged.
        if (transpose)
        {
            lower += (rows - 1) * (ldLower + 1);
            right += (rows - 1) * ldRight;
            to += (rows - 1) * ldTo;
            Forward(rows, columns, lower, -1, -ldLower, right, -ldRight, to, -ldTo);
        }
        else Forward(rows, columns, lower, ldLower, 1, right, ldRight, to, ldTo);
    }

    // L[i, k] lies at lower + i row + k step.
    private static void Forward(nint rows, nint columns, Ptr lower, nint row, nint step, Ptr right, nint ldRight, Ptr to, nint ldTo)
    {
        nint j = 0;
        for (; j + (4 * S.Count) <= columns; j += 4 * S.Count)
            Four(rows, lower, row, step, right + j, ldRight, to + j, ldTo);
        for (; j + S.Count <= columns; j += S.Count)
            One(rows, lower, row, step, right + j, ldRight, to + j, ldTo);
        for (; j < columns; j++)
            Substitution<SimdScalar, float>.One(rows, lower, row, step, right + j, ldRight, to + j, ldTo);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(nint rows, Ptr lower, nint row, nint step, Ptr right, nint ldRight, Ptr to, nint ldTo)
    {
        for (nint i = 0; i < rows; i++, lower += row, right += ldRight)
        {
            V s0 = S.Load(right, 0), s1 = S.Load(right, S.Count), s2 = S.Load(right, 2 * S.Count), s3 = S.Load(right, 3 * S.Count);
            var (l, x) = (lower, to);
            for (nint k = 0; k < i; k++, l += step, x += ldTo)
            {
                V factor = S.Broadcast(l, 0);
                s0 = S.NegateMultiplyAdd(factor, S.Load(x, 0), s0);
                s1 = S.NegateMultiplyAdd(factor, S.Load(x, S.Count), s1);
                s2 = S.NegateMultiplyAdd(factor, S.Load(x, 2 * S.Count), s2);
                s3 = S.NegateMultiplyAdd(factor, S.Load(x, 3 * S.Count), s3);
            }
            S.Store(s0, x, 0);
            S.Store(s1, x, S.Count);
            S.Store(s2, x, 2 * S.Count);
            S.Store(s3, x, 3 * S.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void One(nint rows, Ptr lower, nint row, nint step, Ptr right, nint ldRight, Ptr to, nint ldTo)
    {
        for (nint i = 0; i < rows; i++, lower += row, right += ldRight)
        {
            V sum = S.Load(right, 0);
            var (l, x) = (lower, to);
            for (nint k = 0; k < i; k++, l += step, x += ldTo)
                sum = S.NegateMultiplyAdd(S.Broadcast(l, 0), S.Load(x, 0), sum);
            S.Store(sum, x, 0);
        }
    }
}
