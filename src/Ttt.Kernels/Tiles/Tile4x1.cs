using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 4 rows by 1 vector: rows [from, to) of the block, <paramref name="times"/> times 1 vector from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run4x1(Block* block, nint from, nint to, nint at, nint times)
    {
        nint row = block->ARow;
        nint row2 = 2 * row;
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += S.Count)
            for (nint i = from; i < to; i += 4)
            {
                nint first = block->First(i), count = block->Last(i + 4) - first;
                V c00 = default, c10 = default, c20 = default, c30 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    nint ld = block->LdInit;
                    c00 = S.Load(new Ptr(init), 0);
                    c10 = S.Load(new Ptr(init + ld), 0);
                    c20 = S.Load(new Ptr(init + (2 * ld)), 0);
                    c30 = S.Load(new Ptr(init + (3 * ld)), 0);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                float* a3 = a0 + row + row2;
                for (; count > 0; count--)
                {
                    V b0 = S.Load(new Ptr(b), 0);
                    c00 = AddBroadcast(new Ptr(a0), 0, b0, c00);
                    c10 = AddBroadcast(new Ptr(a0), row, b0, c10);
                    c20 = AddBroadcast(new Ptr(a0), row2, b0, c20);
                    c30 = AddBroadcast(new Ptr(a3), 0, b0, c30);
                    a0 += step;
                    a3 += step;
                    b += ldb;
                }
                float* c = block->C + (i * ldc) + j;
                S.Store(c00, new Ptr(c), 0);
                S.Store(c10, new Ptr(c + ldc), 0);
                S.Store(c20, new Ptr(c + (2 * ldc)), 0);
                S.Store(c30, new Ptr(c + (3 * ldc)), 0);
            }
    }
}
