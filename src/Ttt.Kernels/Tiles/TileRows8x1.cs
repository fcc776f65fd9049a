using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>
    /// Tiles of 8 contiguous rows by 1 vector: as <see cref="Run8x1"/> where AStep is 1. A pointer for each row and constant distances let the
    /// broadcast be part of the multiplication; sums over even and odd inner indices keep both multipliers busy.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void RunRows8x1(Block* block, nint from, nint to, nint at)
    {
        float* ahead = block->Ahead;
        nint aheadStep = block->AheadStep;
        nint row = block->ARow, ldb = block->LdB;
        for (nint i = from; i < to; i += 8)
        {
            nint first = block->First(i), count = block->Last(i + 8) - first;
            V c0 = default, c1 = default, c2 = default, c3 = default, c4 = default, c5 = default, c6 = default, c7 = default;
            V d0 = default, d1 = default, d2 = default, d3 = default, d4 = default, d5 = default, d6 = default, d7 = default;
            if (block->Init != null)
            {
                float* init = block->Init + (i * block->LdInit) + at;
                nint ld = block->LdInit;
                c0 = S.Load(new Ptr(init), 0);
                c1 = S.Load(new Ptr(init + ld), 0);
                c2 = S.Load(new Ptr(init + (2 * ld)), 0);
                c3 = S.Load(new Ptr(init + (3 * ld)), 0);
                c4 = S.Load(new Ptr(init + (4 * ld)), 0);
                c5 = S.Load(new Ptr(init + (5 * ld)), 0);
                c6 = S.Load(new Ptr(init + (6 * ld)), 0);
                c7 = S.Load(new Ptr(init + (7 * ld)), 0);
            }
            float* b = block->B + (first * ldb) + at;
            float* a0 = block->A + (i * row) + first;
            float* a1 = a0 + row;
            float* a2 = a1 + row;
            float* a3 = a2 + row;
            float* a4 = a3 + row;
            float* a5 = a4 + row;
            float* a6 = a5 + row;
            float* a7 = a6 + row;
            for (; count >= 4; count -= 4)
            {
                Prefetch(ahead);
                ahead += aheadStep;
                V b0 = S.Load(new Ptr(b), 0);
                b += ldb;
                c0 = AddBroadcast(new Ptr(a0), 0, b0, c0);
                c1 = AddBroadcast(new Ptr(a1), 0, b0, c1);
                c2 = AddBroadcast(new Ptr(a2), 0, b0, c2);
                c3 = AddBroadcast(new Ptr(a3), 0, b0, c3);
                c4 = AddBroadcast(new Ptr(a4), 0, b0, c4);
                c5 = AddBroadcast(new Ptr(a5), 0, b0, c5);
                c6 = AddBroadcast(new Ptr(a6), 0, b0, c6);
                c7 = AddBroadcast(new Ptr(a7), 0, b0, c7);
                V b1 = S.Load(new Ptr(b), 0);
                b += ldb;
                d0 = AddBroadcast(new Ptr(a0), 1, b1, d0);
                d1 = AddBroadcast(new Ptr(a1), 1, b1, d1);
                d2 = AddBroadcast(new Ptr(a2), 1, b1, d2);
                d3 = AddBroadcast(new Ptr(a3), 1, b1, d3);
                d4 = AddBroadcast(new Ptr(a4), 1, b1, d4);
                d5 = AddBroadcast(new Ptr(a5), 1, b1, d5);
                d6 = AddBroadcast(new Ptr(a6), 1, b1, d6);
                d7 = AddBroadcast(new Ptr(a7), 1, b1, d7);
                V b2 = S.Load(new Ptr(b), 0);
                b += ldb;
                c0 = AddBroadcast(new Ptr(a0), 2, b2, c0);
                c1 = AddBroadcast(new Ptr(a1), 2, b2, c1);
                c2 = AddBroadcast(new Ptr(a2), 2, b2, c2);
                c3 = AddBroadcast(new Ptr(a3), 2, b2, c3);
                c4 = AddBroadcast(new Ptr(a4), 2, b2, c4);
                c5 = AddBroadcast(new Ptr(a5), 2, b2, c5);
                c6 = AddBroadcast(new Ptr(a6), 2, b2, c6);
                c7 = AddBroadcast(new Ptr(a7), 2, b2, c7);
                V b3 = S.Load(new Ptr(b), 0);
                b += ldb;
                d0 = AddBroadcast(new Ptr(a0), 3, b3, d0);
                d1 = AddBroadcast(new Ptr(a1), 3, b3, d1);
                d2 = AddBroadcast(new Ptr(a2), 3, b3, d2);
                d3 = AddBroadcast(new Ptr(a3), 3, b3, d3);
                d4 = AddBroadcast(new Ptr(a4), 3, b3, d4);
                d5 = AddBroadcast(new Ptr(a5), 3, b3, d5);
                d6 = AddBroadcast(new Ptr(a6), 3, b3, d6);
                d7 = AddBroadcast(new Ptr(a7), 3, b3, d7);
                a0 += 4;
                a1 += 4;
                a2 += 4;
                a3 += 4;
                a4 += 4;
                a5 += 4;
                a6 += 4;
                a7 += 4;
            }
            for (; count > 0; count--)
            {
                V right = S.Load(new Ptr(b), 0);
                b += ldb;
                c0 = AddBroadcast(new Ptr(a0++), 0, right, c0);
                c1 = AddBroadcast(new Ptr(a1++), 0, right, c1);
                c2 = AddBroadcast(new Ptr(a2++), 0, right, c2);
                c3 = AddBroadcast(new Ptr(a3++), 0, right, c3);
                c4 = AddBroadcast(new Ptr(a4++), 0, right, c4);
                c5 = AddBroadcast(new Ptr(a5++), 0, right, c5);
                c6 = AddBroadcast(new Ptr(a6++), 0, right, c6);
                c7 = AddBroadcast(new Ptr(a7++), 0, right, c7);
            }
            nint ldc = block->LdC;
            float* c = block->C + (i * ldc) + at;
            S.Store(S.Add(c0, d0), new Ptr(c), 0);
            S.Store(S.Add(c1, d1), new Ptr(c + ldc), 0);
            S.Store(S.Add(c2, d2), new Ptr(c + (2 * ldc)), 0);
            S.Store(S.Add(c3, d3), new Ptr(c + (3 * ldc)), 0);
            S.Store(S.Add(c4, d4), new Ptr(c + (4 * ldc)), 0);
            S.Store(S.Add(c5, d5), new Ptr(c + (5 * ldc)), 0);
            S.Store(S.Add(c6, d6), new Ptr(c + (6 * ldc)), 0);
            S.Store(S.Add(c7, d7), new Ptr(c + (7 * ldc)), 0);
        }
        block->Ahead = ahead;
    }
}
