using System.Runtime.CompilerServices;

namespace Ttt.Kernels;

/// <summary>
/// Rows x_i with x_i (a_i G + Σ_j E_ij k_jᵀk_j + diag Λ) = q_i, by conjugate gradients with a diagonal preconditioner (MesaNet, arXiv:2506.05233). The matrix of a
/// row is never formed: all rows take their steps together, as matrix products. They end when every residual has fallen by 1e-7, or after eight times as many steps as there are
/// columns: without rounding as many would do, and the worse the matrices are, the more rounding takes.
/// </summary>
public readonly struct Ridge<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    private const int StepsAColumn = 8;
    private const float Tiny = 1e-30f, Enough = 1e-14f;

    /// <summary>The rows, b.</summary>
    public required nint Rows { get; init; }

    /// <summary>The columns, D, whole vectors: what has them lies D floats from row to row.</summary>
    public required nint Columns { get; init; }

    /// <summary>G [D,D], symmetric.</summary>
    public required Ptr Gram { get; init; }

    /// <summary>k [b,D].</summary>
    public required Ptr Key { get; init; }

    /// <summary>The transpose of k, whose rows lie <see cref="Stride"/> floats apart.</summary>
    public required Ptr KeyTurned { get; init; }

    /// <summary>a [b].</summary>
    public required Ptr Retained { get; init; }

    /// <summary>E [b,b], whose rows lie <see cref="Stride"/> floats apart.</summary>
    public required Ptr Coefficients { get; init; }

    /// <summary>Λ [D].</summary>
    public required Ptr Penalty { get; init; }

    /// <summary>Floats from one row of b numbers to the next: whole vectors.</summary>
    public required nint Stride { get; init; }

    /// <summary>Scratch [b,D]: what is left of q.</summary>
    public required Ptr Residual { get; init; }

    /// <summary>Scratch [b,D]: the steps' directions.</summary>
    public required Ptr Direction { get; init; }

    /// <summary>Scratch [b,D]: directions times matrices.</summary>
    public required Ptr Image { get; init; }

    /// <summary>Scratch [b,D]: one over the matrices' diagonals.</summary>
    public required Ptr Inverse { get; init; }

    /// <summary>Scratch [b,b].</summary>
    public required Ptr Scores { get; init; }

    /// <summary>Scratch [b]: the residuals' squares, as the preconditioner measures them.</summary>
    public required Ptr Squares { get; init; }

    /// <summary>Scratch [b]: what they are to fall to.</summary>
    public required Ptr Limit { get; init; }

    /// <summary>Writes the rows x; they overlap nothing else.</summary>
    public void Solve(Ptr query, Ptr to)
    {
        Invert();
        Start(query, to);
        for (nint step = 0; step < StepsAColumn * Columns; step++)
        {
            Apply();
            if (!Advance(to)) return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Invert()
    {
        // The squares of the keys, and the diagonal of G, in memory that has no use yet.
        for (nint i = 0; i < Rows * Columns; i += S.Count)
        {
            V key = S.Load(Key, i);
            S.Store(S.Multiply(key, key), Image, i);
        }
        Ptr diagonals = Direction;
        for (nint j = 0; j < Columns; j++) diagonals[j] = Gram[(j * Columns) + j];
        Multiply(Columns, Rows, Coefficients, Stride, Image, Columns, Inverse, default);
        for (nint r = 0; r < Rows; r++)
        {
            V retained = S.Broadcast(Retained, r);
            Ptr inverse = Inverse + (r * Columns);
            for (nint j = 0; j < Columns; j += S.Count)
            {
                V diagonal = S.Add(S.Load(inverse, j), S.MultiplyAdd(retained, S.Load(diagonals, j), S.Load(Penalty, j)));
                S.Store(S.Divide(S.Create(1), diagonal), inverse, j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Start(Ptr query, Ptr to)
    {
        var (squares, limits) = (Squares, Limit);
        for (nint r = 0; r < Rows; r++)
        {
            V square = default;
            for (nint j = r * Columns; j < (r + 1) * Columns; j += S.Count)
            {
                V residual = S.Load(query, j), scaled = S.Multiply(residual, S.Load(Inverse, j));
                S.Store(default, to, j);
                S.Store(residual, Residual, j);
                S.Store(scaled, Direction, j);
                square = S.MultiplyAdd(residual, scaled, square);
            }
            squares[r] = S.Sum(square);
            limits[r] = squares[r] * Enough;
        }
    }

    // Image = the directions times the matrices of their rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Apply()
    {
        Multiply(Columns, Columns, Direction, Columns, Gram, Columns, Image, default);
        Multiply(Rows, Columns, Direction, Columns, KeyTurned, Stride, Scores, default);
        for (nint r = 0; r < Rows; r++)
        {
            for (nint j = r * Stride; j < (r * Stride) + Rows; j += S.Count)
                S.Store(S.Multiply(S.Load(Scores, j), S.Load(Coefficients, j)), Scores, j);
            V retained = S.Broadcast(Retained, r);
            for (nint j = 0; j < Columns; j += S.Count)
            {
                var at = (r * Columns) + j;
                S.Store(S.MultiplyAdd(retained, S.Load(Image, at), S.Multiply(S.Load(Penalty, j), S.Load(Direction, at))), Image, at);
            }
        }
        Multiply(Columns, Rows, Scores, Stride, Key, Columns, Image, Image);
    }

    // A step along the directions; whether any row has a way to go.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Advance(Ptr to)
    {
        var (squares, isOpen) = (Squares, false);
        for (nint r = 0; r < Rows; r++)
        {
            // Who has arrived stays: further steps would be made of rounding alone.
            if (squares[r] <= Limit[r]) continue;
            nint start = r * Columns, end = start + Columns;
            V product = default;
            for (nint j = start; j < end; j += S.Count) product = S.MultiplyAdd(S.Load(Direction, j), S.Load(Image, j), product);
            var along = S.Sum(product);
            if (along <= 0)
            {
                squares[r] = 0;
                continue;
            }
            V length = S.Create(squares[r] / (along + Tiny)), square = default;
            for (nint j = start; j < end; j += S.Count)
            {
                V residual = S.NegateMultiplyAdd(length, S.Load(Image, j), S.Load(Residual, j));
                S.Store(S.MultiplyAdd(length, S.Load(Direction, j), S.Load(to, j)), to, j);
                S.Store(residual, Residual, j);
                square = S.MultiplyAdd(S.Multiply(residual, residual), S.Load(Inverse, j), square);
            }
            var now = S.Sum(square);
            V kept = S.Create(now / (squares[r] + Tiny));
            for (nint j = start; j < end; j += S.Count)
                S.Store(S.MultiplyAdd(kept, S.Load(Direction, j), S.Multiply(S.Load(Residual, j), S.Load(Inverse, j))), Direction, j);
            squares[r] = now;
            // What is no number never falls.
            isOpen |= !(now <= Limit[r]);
        }
        return isOpen;
    }

    private void Multiply(nint columns, nint depth, Ptr a, nint aRow, Ptr b, nint ldb, Ptr c, Ptr init)
        => Products<S, V>.Multiply((int)Rows, (int)columns, (int)depth, a, aRow, 1, b, ldb, c, ldb, init, ldb, false, Triangle.None);
}
