using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 1 row by 2 vectors: rows [from, to) of the block, <paramref name="times"/> times 2 vectors from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x2(Block* block, nint from, nint to, nint at, nint times)
    {
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += 2 * S.Count)
            for (nint i = from; i < to; i += 1)
            {
                nint first = block->First(i), count = block->Last(i + 1) - first;
                V c0 = default, c1 = default;
                V d0 = default, d1 = default;
                V e0 = default, e1 = default;
                V f0 = default, f1 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    c0 = S.Load(new Ptr(init), 0);
                    c1 = S.Load(new Ptr(init), S.Count);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                for (; count >= 4; count -= 4)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c0 = AddLoad(x, new Ptr(b), 0, c0);
                    c1 = AddLoad(x, new Ptr(b), S.Count, c1);
                    a0 += step;
                    b += ldb;
                    x = S.Broadcast(new Ptr(a0), 0);
                    d0 = AddLoad(x, new Ptr(b), 0, d0);
                    d1 = AddLoad(x, new Ptr(b), S.Count, d1);
                    a0 += step;
                    b += ldb;
                    x = S.Broadcast(new Ptr(a0), 0);
                    e0 = AddLoad(x, new Ptr(b), 0, e0);
                    e1 = AddLoad(x, new Ptr(b), S.Count, e1);
                    a0 += step;
                    b += ldb;
                    x = S.Broadcast(new Ptr(a0), 0);
                    f0 = AddLoad(x, new Ptr(b), 0, f0);
                    f1 = AddLoad(x, new Ptr(b), S.Count, f1);
                    a0 += step;
                    b += ldb;
                }
                for (; count > 0; count--)
                {
                    V x = S.Broadcast(new Ptr(a0), 0);
                    c0 = AddLoad(x, new Ptr(b), 0, c0);
                    c1 = AddLoad(x, new Ptr(b), S.Count, c1);
                    a0 += step;
                    b += ldb;
                }
                c0 = S.Add(c0, e0);
                c1 = S.Add(c1, e1);
                d0 = S.Add(d0, f0);
                d1 = S.Add(d1, f1);
                c0 = S.Add(c0, d0);
                c1 = S.Add(c1, d1);
                float* c = block->C + (i * ldc) + j;
                S.Store(c0, new Ptr(c), 0);
                S.Store(c1, new Ptr(c), S.Count);
            }
    }
}
