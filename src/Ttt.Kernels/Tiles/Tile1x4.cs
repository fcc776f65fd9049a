using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 1 row by 4 vectors: rows [from, to) of the block, <paramref name="times"/> times 4 vectors from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x4(Block* block, nint from, nint to, nint at, nint times)
    {
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += 4 * S.Count)
            for (nint i = from; i < to; i += 1)
            {
                nint first = block->First(i), count = block->Last(i + 1) - first;
                V c0 = default, c1 = default, c2 = default, c3 = default;
                V d0 = default, d1 = default, d2 = default, d3 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    c0 = S.Load(new Ptr(init), 0);
                    c1 = S.Load(new Ptr(init), S.Count);
                    c2 = S.Load(new Ptr(init), 2 * S.Count);
                    c3 = S.Load(new Ptr(init), 3 * S.Count);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                for (; count >= 2; count -= 2)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c0 = AddLoad(x, new Ptr(b), 0, c0);
                    c1 = AddLoad(x, new Ptr(b), S.Count, c1);
                    c2 = AddLoad(x, new Ptr(b), 2 * S.Count, c2);
                    c3 = AddLoad(x, new Ptr(b), 3 * S.Count, c3);
                    a0 += step;
                    b += ldb;
                    x = S.Broadcast(new Ptr(a0), 0);
                    d0 = AddLoad(x, new Ptr(b), 0, d0);
                    d1 = AddLoad(x, new Ptr(b), S.Count, d1);
                    d2 = AddLoad(x, new Ptr(b), 2 * S.Count, d2);
                    d3 = AddLoad(x, new Ptr(b), 3 * S.Count, d3);
                    a0 += step;
                    b += ldb;
                }
                for (; count > 0; count--)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c0 = AddLoad(x, new Ptr(b), 0, c0);
                    c1 = AddLoad(x, new Ptr(b), S.Count, c1);
                    c2 = AddLoad(x, new Ptr(b), 2 * S.Count, c2);
                    c3 = AddLoad(x, new Ptr(b), 3 * S.Count, c3);
                    a0 += step;
                    b += ldb;
                }
                c0 = S.Add(c0, d0);
                c1 = S.Add(c1, d1);
                c2 = S.Add(c2, d2);
                c3 = S.Add(c3, d3);
                float* c = block->C + (i * ldc) + j;
                S.Store(c0, new Ptr(c), 0);
                S.Store(c1, new Ptr(c), S.Count);
                S.Store(c2, new Ptr(c), 2 * S.Count);
                S.Store(c3, new Ptr(c), 3 * S.Count);
            }
    }
}
