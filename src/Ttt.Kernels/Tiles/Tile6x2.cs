using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 6 rows by 2 vectors: rows [from, to) of the block, <paramref name="times"/> times 2 vectors from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run6x2(Block* block, nint from, nint to, nint at, nint times)
    {
        float* ahead = block->Ahead;
        nint aheadStep = block->AheadStep;
        nint row = block->ARow;
        nint row2 = 2 * row;
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += 2 * S.Count)
            for (nint i = from; i < to; i += 6)
            {
                nint first = block->First(i), count = block->Last(i + 6) - first;
                V c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default, c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    nint ld = block->LdInit;
                    c00 = S.Load(new Ptr(init), 0);
                    c01 = S.Load(new Ptr(init), S.Count);
                    c10 = S.Load(new Ptr(init + ld), 0);
                    c11 = S.Load(new Ptr(init + ld), S.Count);
                    c20 = S.Load(new Ptr(init + (2 * ld)), 0);
                    c21 = S.Load(new Ptr(init + (2 * ld)), S.Count);
                    c30 = S.Load(new Ptr(init + (3 * ld)), 0);
                    c31 = S.Load(new Ptr(init + (3 * ld)), S.Count);
                    c40 = S.Load(new Ptr(init + (4 * ld)), 0);
                    c41 = S.Load(new Ptr(init + (4 * ld)), S.Count);
                    c50 = S.Load(new Ptr(init + (5 * ld)), 0);
                    c51 = S.Load(new Ptr(init + (5 * ld)), S.Count);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                float* a3 = a0 + row + row2;
                for (; count >= 4; count -= 4)
                {
                    Prefetch(ahead);
                    ahead += aheadStep;
                    V b0 = S.Load(new Ptr(b), 0);
                    V b1 = S.Load(new Ptr(b), S.Count);
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    x = S.Broadcast(new Ptr(a0), row);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    x = S.Broadcast(new Ptr(a0), row2);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    x = S.Broadcast(new Ptr(a3), 0);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    x = S.Broadcast(new Ptr(a3), row);
                    c40 = Add(x, b0, c40);
                    c41 = Add(x, b1, c41);
                    x = S.Broadcast(new Ptr(a3), row2);
                    c50 = Add(x, b0, c50);
                    c51 = Add(x, b1, c51);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                    b0 = S.Load(new Ptr(b), 0);
                    b1 = S.Load(new Ptr(b), S.Count);
                    x = S.Broadcast(new Ptr(a0), 0);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    x = S.Broadcast(new Ptr(a0), row);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    x = S.Broadcast(new Ptr(a0), row2);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    x = S.Broadcast(new Ptr(a3), 0);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    x = S.Broadcast(new Ptr(a3), row);
                    c40 = Add(x, b0, c40);
                    c41 = Add(x, b1, c41);
                    x = S.Broadcast(new Ptr(a3), row2);
                    c50 = Add(x, b0, c50);
                    c51 = Add(x, b1, c51);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                    b0 = S.Load(new Ptr(b), 0);
                    b1 = S.Load(new Ptr(b), S.Count);
                    x = S.Broadcast(new Ptr(a0), 0);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    x = S.Broadcast(new Ptr(a0), row);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    x = S.Broadcast(new Ptr(a0), row2);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    x = S.Broadcast(new Ptr(a3), 0);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    x = S.Broadcast(new Ptr(a3), row);
                    c40 = Add(x, b0, c40);
                    c41 = Add(x, b1, c41);
                    x = S.Broadcast(new Ptr(a3), row2);
                    c50 = Add(x, b0, c50);
                    c51 = Add(x, b1, c51);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                    b0 = S.Load(new Ptr(b), 0);
                    b1 = S.Load(new Ptr(b), S.Count);
                    x = S.Broadcast(new Ptr(a0), 0);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    x = S.Broadcast(new Ptr(a0), row);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    x = S.Broadcast(new Ptr(a0), row2);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    x = S.Broadcast(new Ptr(a3), 0);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    x = S.Broadcast(new Ptr(a3), row);
                    c40 = Add(x, b0, c40);
                    c41 = Add(x, b1, c41);
                    x = S.Broadcast(new Ptr(a3), row2);
                    c50 = Add(x, b0, c50);
                    c51 = Add(x, b1, c51);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                }
                for (; count > 0; count--)
                {
                    V b0 = S.Load(new Ptr(b), 0);
                    V b1 = S.Load(new Ptr(b), S.Count);
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c00 = Add(x, b0, c00);
                    c01 = Add(x, b1, c01);
                    x = S.Broadcast(new Ptr(a0), row);
                    c10 = Add(x, b0, c10);
                    c11 = Add(x, b1, c11);
                    x = S.Broadcast(new Ptr(a0), row2);
                    c20 = Add(x, b0, c20);
                    c21 = Add(x, b1, c21);
                    x = S.Broadcast(new Ptr(a3), 0);
                    c30 = Add(x, b0, c30);
                    c31 = Add(x, b1, c31);
                    x = S.Broadcast(new Ptr(a3), row);
                    c40 = Add(x, b0, c40);
                    c41 = Add(x, b1, c41);
                    x = S.Broadcast(new Ptr(a3), row2);
                    c50 = Add(x, b0, c50);
                    c51 = Add(x, b1, c51);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                }
                float* c = block->C + (i * ldc) + j;
                S.Store(c00, new Ptr(c), 0);
                S.Store(c01, new Ptr(c), S.Count);
                S.Store(c10, new Ptr(c + ldc), 0);
                S.Store(c11, new Ptr(c + ldc), S.Count);
                S.Store(c20, new Ptr(c + (2 * ldc)), 0);
                S.Store(c21, new Ptr(c + (2 * ldc)), S.Count);
                S.Store(c30, new Ptr(c + (3 * ldc)), 0);
                S.Store(c31, new Ptr(c + (3 * ldc)), S.Count);
                S.Store(c40, new Ptr(c + (4 * ldc)), 0);
                S.Store(c41, new Ptr(c + (4 * ldc)), S.Count);
                S.Store(c50, new Ptr(c + (5 * ldc)), 0);
                S.Store(c51, new Ptr(c + (5 * ldc)), S.Count);
            }
        block->Ahead = ahead;
    }
}
