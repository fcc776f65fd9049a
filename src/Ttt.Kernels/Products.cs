using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Matrix products of small matrices that lie in a near cache: no packing, no threads.</summary>
public static unsafe class Products<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const int Line = 16;

    // Sums in the registers of the largest tile, and the terms that it adds to them between two lines that it asks for.
    private const int WideTile = 24, Tile = 12, NarrowTile = 8, Terms = 4;

    /// <summary>
    /// C[m, n] = init + A B, or init - A B with <paramref name="subtract"/>. A[i, k] lies at a + i aRow + k aStep (so A or its transpose), B[k, j] at
    /// b + k ldb + j, C[i, j] at c + i ldc + j. <paramref name="init"/> null means zeros, <paramref name="ldInit"/> 0 one row for all, and init may be C itself;
    /// C must not overlap A or B. n is rounded up to whole vectors: rows of B, C and init are read and written to the next multiple of the lanes. m and k are exact.
    /// <paramref name="wanted"/> floats from <paramref name="ahead"/> on are asked for line by line between multiplications, as far as these reach: there it costs next to nothing.
    /// </summary>
    /// <returns>The floats asked for.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Multiply(int m, int n, int k, Ptr a, nint aRow, nint aStep, Ptr b, nint ldb, Ptr c, nint ldc, Ptr init, nint ldInit, bool subtract, Triangle triangle, Ptr ahead = default, nint wanted = 0)
    {
        Block block;
        block.A = a.Value;
        block.B = b.Value;
        block.C = c.Value;
        block.Init = init.Value;
        block.ARow = aRow;
        block.AStep = aStep;
        block.LdB = ldb;
        block.LdC = ldc;
        block.LdInit = ldInit;
        block.Depth = k;
        block.Ahead = ahead.IsNull ? b.Value : ahead.Value;
        block.AheadStep = ahead.IsNull ? 0 : AheadStep(m, n, k, wanted);
        block.LowerSlope = triangle == Triangle.LeftLower ? 1 : 0;
        block.UpperSlope = triangle == Triangle.LeftUpper ? 1 : 0;
        if (triangle == Triangle.ResultLower) LowerResult(&block, m, n, subtract);
        else if (subtract) Tiles<S, V, Minus>.Run(&block, m, n);
        else Tiles<S, V, Plus>.Run(&block, m, n);
        return ahead.IsNull ? 0 : Math.Min((nint)(block.Ahead - ahead.Value), wanted);
    }

    // A line at a time, or less where there are more multiplications than lines.
    private static nint AheadStep(nint m, nint n, nint k, nint wanted)
    {
        int tile = n < 2 * S.Count ? NarrowTile : S.Count == 16 && n >= 4 * S.Count ? WideTile : Tile;
        return Math.Clamp(wanted / Math.Max(1, m * n * k / (Terms * tile * S.Count)), 1, Line);
    }

    /// <summary>
    /// y[m] = init + A x, or init - A x: the product of one column. A[i, k] lies at a + i aRow + k aStep; one of the strides should be 1. init null means
    /// zeros, and it may be y itself; y must not overlap A or x. m and k are exact.
    /// </summary>
    public static void MultiplyVector(int m, int k, Ptr a, nint aRow, nint aStep, Ptr x, Ptr y, Ptr init, bool subtract)
    {
        if (aStep == 1) VectorProducts<S, V>.Rows(m, k, a, aRow, x, y, init, subtract);
        else VectorProducts<S, V>.Columns(m, k, a, aRow, aStep, x, y, init, subtract);
    }

    // Groups of rows, each with the columns that its last row reaches.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LowerResult(Block* block, nint m, nint n, bool subtract)
    {
        nint columns = (n + S.Count - 1) / S.Count * S.Count, group = Math.Max(8, S.Count);
        for (nint i = 0; i < m; i += group)
        {
            nint rows = Math.Min(group, m - i), reach = Math.Min(columns, (i + rows + S.Count - 1) / S.Count * S.Count);
            if (subtract) Tiles<S, V, Minus>.Run(block, rows, reach);
            else Tiles<S, V, Plus>.Run(block, rows, reach);
            if (block->Init != block->C)
                for (nint r = 0; r < rows; r++)
                    for (nint j = reach; j < columns; j += S.Count)
                        S.Store(block->Init == null ? S.Create(0) : S.Load(new Ptr(block->Init), (r * block->LdInit) + j), new Ptr(block->C), (r * block->LdC) + j);

            // On to the next group in place: a copy of the block would wait for what was just written.
            block->A += group * block->ARow;
            block->C += group * block->LdC;
            if (block->Init != null) block->Init += group * block->LdInit;
        }
    }
}
