using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 1 row by 8 vectors: rows [from, to) of the block, <paramref name="times"/> times 8 vectors from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x8(Block* block, nint from, nint to, nint at, nint times)
    {
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += 8 * S.Count)
            for (nint i = from; i < to; i += 1)
            {
                nint first = block->First(i), count = block->Last(i + 1) - first;
                V c00 = default, c01 = default, c02 = default, c03 = default, c04 = default, c05 = default, c06 = default, c07 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    c00 = S.Load(new Ptr(init), 0);
                    c01 = S.Load(new Ptr(init), S.Count);
                    c02 = S.Load(new Ptr(init), 2 * S.Count);
                    c03 = S.Load(new Ptr(init), 3 * S.Count);
                    c04 = S.Load(new Ptr(init), 4 * S.Count);
                    c05 = S.Load(new Ptr(init), 5 * S.Count);
                    c06 = S.Load(new Ptr(init), 6 * S.Count);
                    c07 = S.Load(new Ptr(init), 7 * S.Count);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                for (; count >= 2; count -= 2)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c00 = AddLoad(x, new Ptr(b), 0, c00);
                    c01 = AddLoad(x, new Ptr(b), S.Count, c01);
                    c02 = AddLoad(x, new Ptr(b), 2 * S.Count, c02);
                    c03 = AddLoad(x, new Ptr(b), 3 * S.Count, c03);
                    c04 = AddLoad(x, new Ptr(b), 4 * S.Count, c04);
                    c05 = AddLoad(x, new Ptr(b), 5 * S.Count, c05);
                    c06 = AddLoad(x, new Ptr(b), 6 * S.Count, c06);
                    c07 = AddLoad(x, new Ptr(b), 7 * S.Count, c07);
                    a0 += step;
                    b += ldb;
                    x = S.Broadcast(new Ptr(a0), 0);
                    c00 = AddLoad(x, new Ptr(b), 0, c00);
                    c01 = AddLoad(x, new Ptr(b), S.Count, c01);
                    c02 = AddLoad(x, new Ptr(b), 2 * S.Count, c02);
                    c03 = AddLoad(x, new Ptr(b), 3 * S.Count, c03);
                    c04 = AddLoad(x, new Ptr(b), 4 * S.Count, c04);
                    c05 = AddLoad(x, new Ptr(b), 5 * S.Count, c05);
                    c06 = AddLoad(x, new Ptr(b), 6 * S.Count, c06);
                    c07 = AddLoad(x, new Ptr(b), 7 * S.Count, c07);
                    a0 += step;
                    b += ldb;
                }
                for (; count > 0; count--)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c00 = AddLoad(x, new Ptr(b), 0, c00);
                    c01 = AddLoad(x, new Ptr(b), S.Count, c01);
                    c02 = AddLoad(x, new Ptr(b), 2 * S.Count, c02);
                    c03 = AddLoad(x, new Ptr(b), 3 * S.Count, c03);
                    c04 = AddLoad(x, new Ptr(b), 4 * S.Count, c04);
                    c05 = AddLoad(x, new Ptr(b), 5 * S.Count, c05);
                    c06 = AddLoad(x, new Ptr(b), 6 * S.Count, c06);
                    c07 = AddLoad(x, new Ptr(b), 7 * S.Count, c07);
                    a0 += step;
                    b += ldb;
                }
                float* c = block->C + (i * ldc) + j;
                S.Store(c00, new Ptr(c), 0);
                S.Store(c01, new Ptr(c), S.Count);
                S.Store(c02, new Ptr(c), 2 * S.Count);
                S.Store(c03, new Ptr(c), 3 * S.Count);
                S.Store(c04, new Ptr(c), 4 * S.Count);
                S.Store(c05, new Ptr(c), 5 * S.Count);
                S.Store(c06, new Ptr(c), 6 * S.Count);
                S.Store(c07, new Ptr(c), 7 * S.Count);
            }
    }
}
