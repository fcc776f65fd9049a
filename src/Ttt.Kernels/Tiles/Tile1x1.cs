using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

internal static unsafe partial class Tiles<S, V, TSign>
{
    /// <summary>Tiles of 1 row by 1 vector: rows [from, to) of the block, <paramref name="times"/> times 1 vector from column <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Run1x1(Block* block, nint from, nint to, nint at, nint times)
    {
        nint step = block->AStep, ldb = block->LdB, ldc = block->LdC;
        for (nint j = at; times > 0; times--, j += S.Count)
            for (nint i = from; i < to; i += 1)
            {
                nint first = block->First(i), count = block->Last(i + 1) - first;
                V c0 = default;
                V d0 = default;
                V e0 = default;
                V f0 = default;
                if (block->Init != null)
                {
                    float* init = block->Init + (i * block->LdInit) + j;
                    c0 = S.Load(new Ptr(init), 0);
                }
                float* b = block->B + (first * ldb) + j;
                float* a0 = block->A + (i * block->ARow) + (first * step);
                for (; count >= 4; count -= 4)
                {
                    c0 = AddBroadcast(new Ptr(a0), 0, S.Load(new Ptr(b), 0), c0);
                    a0 += step;
                    b += ldb;
                    d0 = AddBroadcast(new Ptr(a0), 0, S.Load(new Ptr(b), 0), d0);
                    a0 += step;
                    b += ldb;
                    e0 = AddBroadcast(new Ptr(a0), 0, S.Load(new Ptr(b), 0), e0);
                    a0 += step;
                    b += ldb;
                    f0 = AddBroadcast(new Ptr(a0), 0, S.Load(new Ptr(b), 0), f0);
                    a0 += step;
                    b += ldb;
                }
                for (; count > 0; count--)
                {
                    c0 = AddBroadcast(new Ptr(a0), 0, S.Load(new Ptr(b), 0), c0);
                    a0 += step;
                    b += ldb;
                }
                c0 = S.Add(c0, e0);
                d0 = S.Add(d0, f0);
                c0 = S.Add(c0, d0);
                float* c = block->C + (i * ldc) + j;
                S.Store(c0, new Ptr(c), 0);
            }
    }
}
