namespace Ttt.Kernels;

/// <summary>What follows the order of the rows (the tokens). Strides are in floats; nothing outside the stated rows and columns is read or written.</summary>
public static class Rows<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>y[i] = x[0] ... x[i]; y may be x.</summary>
    public static void CumulativeProduct(int rows, Ptr x, Ptr y)
    {
        float product = 1;
        for (nint i = 0; i < rows; i++)
            y[i] = product *= x[i];
    }

    /// <summary>
    /// What each row retains of every earlier one: R[i, j] = gate[j + 1] ... gate[i] for j &lt;= i (1 on the diagonal), 0 above. Products, never ratios, so
    /// that gates of zero are right.
    /// </summary>
    public static void Retained(int rows, Ptr gate, Ptr to, nint ld)
    {
        for (nint i = 0; i < rows; i++)
        {
            var row = to + (i * ld);
            V factor = S.Create(gate[i]);
            nint j = 0;
            for (; j + S.Count <= rows; j += S.Count)
            {
                V before = i == 0 ? default : S.Load(row, j - ld);
                S.Store(S.Take(S.Multiply(before, factor), (int)(i - j)), row, j);
            }
            for (; j < rows; j++)
                row[j] = j < i ? row[j - ld] * gate[i] : 0;
            row[i] = 1;
        }
    }

    /// <summary>
    /// X with (I + L) X = B, or (I + L transposed) X = B with <paramref name="transpose"/>, by substitution. L is strictly lower: what is stored on or above
    /// its diagonal is never read. <paramref name="to"/> may be <paramref name="right"/>.
    /// </summary>
    public static void SolveLower(int rows, int columns, Ptr lower, nint ldLower, Ptr right, nint ldRight, Ptr to, nint ldTo, bool transpose)
        => Substitution<S, V>.Run(rows, columns, lower, ldLower, right, ldRight, to, ldTo, transpose);

    /// <summary>
    /// to[i] = from[i - 1], or from[i + 1] with <paramref name="up"/>; the row that appears is <paramref name="fill"/>. <paramref name="to"/> may be
    /// <paramref name="from"/>.
    /// </summary>
    public static void Shift(int rows, int columns, Ptr from, nint ldFrom, Ptr to, nint ldTo, bool up, float fill)
    {
        if (rows <= 0) return;
        if (up)
            for (nint i = 0; i < rows - 1; i++)
                Rearrange<S, V>.Copy(1, columns, from + ((i + 1) * ldFrom), 0, to + (i * ldTo), 0);
        else
            for (nint i = rows - 1; i > 0; i--)
                Rearrange<S, V>.Copy(1, columns, from + ((i - 1) * ldFrom), 0, to + (i * ldTo), 0);
        Rearrange<S, V>.Fill(1, columns, up ? to + ((rows - 1) * ldTo) : to, 0, fill);
    }
}
