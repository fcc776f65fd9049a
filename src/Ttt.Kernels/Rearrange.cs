using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>Moves matrices in memory. Strides are in floats; nothing outside the stated rows and columns is read or written.</summary>
public static class Rearrange<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>to[j, i] = from[i, j]; the two must not overlap.</summary>
    public static void Transpose(int rows, int columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        int wholeRows = rows - (rows % S.Count), wholeColumns = columns - (columns % S.Count);
        Blocks(wholeRows, wholeColumns, from, ldFrom, to, ldTo);
        if (wholeColumns < columns) Edge(wholeRows, columns - wholeColumns, from + wholeColumns, ldFrom, to + (wholeColumns * ldTo), ldTo);
        if (wholeRows < rows) Edge(rows - wholeRows, columns, from + (wholeRows * ldFrom), ldFrom, to + wholeRows, ldTo);
    }

    /// <summary>to[i, j] = from[i, j].</summary>
    public static void Copy(int rows, int columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        for (nint i = 0; i < rows; i++, from += ldFrom, to += ldTo)
        {
            nint j = 0;
            for (; j + S.Count <= columns; j += S.Count)
                S.Store(S.Load(from, j), to, j);
            for (; j < columns; j++)
                to[j] = from[j];
        }
    }

    /// <summary>to[i, j] = value.</summary>
    public static void Fill(int rows, int columns, Ptr to, nint ldTo, float value)
    {
        V all = S.Create(value);
        for (nint i = 0; i < rows; i++, to += ldTo)
        {
            nint j = 0;
            for (; j + S.Count <= columns; j += S.Count)
                S.Store(all, to, j);
            for (; j < columns; j++)
                to[j] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blocks(int rows, int columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        for (nint j = 0; j < columns; j += S.Count)
            for (nint i = 0; i < rows; i += S.Count)
                S.TransposeBlock(from + (i * ldFrom) + j, ldFrom, to + (j * ldTo) + i, ldTo);
    }

    // What whole blocks leave over: smaller blocks, then single floats.
    private static void Edge(int rows, int columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
    {
        int wholeRows = rows & ~3, wholeColumns = columns & ~3;
        for (nint i = 0; i < rows; i++)
            for (nint j = i < wholeRows ? wholeColumns : 0; j < columns; j++)
                to[(j * ldTo) + i] = from[(i * ldFrom) + j];
        for (nint i = 0; i < wholeRows; i += 4)
            for (nint j = 0; j < wholeColumns; j += 4)
                Simd128.TransposeBlock(from + (i * ldFrom) + j, ldFrom, to + (j * ldTo) + i, ldTo);
    }
}
