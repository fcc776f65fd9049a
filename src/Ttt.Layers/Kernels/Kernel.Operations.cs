using System.Runtime.CompilerServices;
using Ttt.Kernels;

namespace Ttt.Layers;

/// <summary>The operations that emitted kernels are written in, for vectors <typeparamref name="V"/> of the width <typeparamref name="S"/>.</summary>
public abstract class Kernel<S, V> : Kernel
    where S : struct, ISimd<V>
    where V : struct
{
    const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Numbers in a vector.</summary>
    protected static int Lanes { [MethodImpl(Inline)] get => S.Count; }

    /// <summary>A vector of zeros.</summary>
    protected static V Zero { [MethodImpl(Inline)] get => default; }

    /// <summary>The next multiple of the widest vector: the distance between rows of tokens.</summary>
    protected static nint RoundUp(nint count) => (count + 15) & ~15;

    /// <summary>The larger number.</summary>
    protected static nint Larger(nint a, nint b) => Math.Max(a, b);

    /// <summary>A vector from memory.</summary>
    [MethodImpl(Inline)] protected static V Load(Ptr at, nint i) => S.Load(at, i);

    /// <summary>A vector to memory.</summary>
    [MethodImpl(Inline)] protected static void Store(V value, Ptr at, nint i) => S.Store(value, at, i);

    /// <summary>One number in every lane.</summary>
    [MethodImpl(Inline)] protected static V Create(float value) => S.Create(value);

    /// <summary>One number from memory in every lane.</summary>
    [MethodImpl(Inline)] protected static V Broadcast(Ptr at, nint i) => S.Broadcast(at, i);

    /// <summary>a + b.</summary>
    [MethodImpl(Inline)] protected static V Add(V a, V b) => S.Add(a, b);

    /// <summary>a − b.</summary>
    [MethodImpl(Inline)] protected static V Subtract(V a, V b) => S.Subtract(a, b);

    /// <summary>a b.</summary>
    [MethodImpl(Inline)] protected static V Multiply(V a, V b) => S.Multiply(a, b);

    /// <summary>a / b.</summary>
    [MethodImpl(Inline)] protected static V Divide(V a, V b) => S.Divide(a, b);

    /// <summary>−a.</summary>
    [MethodImpl(Inline)] protected static V Negate(V a) => S.Negate(a);

    /// <summary>The larger of each pair.</summary>
    [MethodImpl(Inline)] protected static V Max(V a, V b) => S.Max(a, b);

    /// <summary>a b + c.</summary>
    [MethodImpl(Inline)] protected static V MultiplyAdd(V a, V b, V c) => S.MultiplyAdd(a, b, c);

    /// <summary>c − a b.</summary>
    [MethodImpl(Inline)] protected static V NegateMultiplyAdd(V a, V b, V c) => S.NegateMultiplyAdd(a, b, c);

    /// <summary>a b − c.</summary>
    [MethodImpl(Inline)] protected static V MultiplySubtract(V a, V b, V c) => S.MultiplySubtract(a, b, c);

    /// <summary>The first n lanes, zeros after them.</summary>
    [MethodImpl(Inline)] protected static V Take(V x, nint n) => S.Take(x, (int)n);

    /// <summary>Zeros in the first n lanes.</summary>
    [MethodImpl(Inline)] protected static V Drop(V x, nint n) => S.Drop(x, (int)n);

    /// <summary>eˣ.</summary>
    [MethodImpl(Inline)] protected static V Exp(V x) => Functions<S, V>.Exp(x);

    /// <summary>The natural logarithm.</summary>
    [MethodImpl(Inline)] protected static V Log(V x) => Functions<S, V>.Log(x);

    /// <summary>The hyperbolic tangent.</summary>
    [MethodImpl(Inline)] protected static V Tanh(V x) => Functions<S, V>.Tanh(x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(Inline)] protected static V Sigmoid(V x) => Functions<S, V>.Sigmoid(x);

    /// <summary>The error function.</summary>
    [MethodImpl(Inline)] protected static V Erf(V x) => Functions<S, V>.Erf(x);

    /// <summary>max(x, 0).</summary>
    [MethodImpl(Inline)] protected static V Relu(V x) => Functions<S, V>.Relu(x);

    /// <summary>1 where x is positive, else 0.</summary>
    [MethodImpl(Inline)] protected static V Step(V x) => Functions<S, V>.Step(x);

    /// <summary>The square root.</summary>
    [MethodImpl(Inline)] protected static V Sqrt(V x) => S.Sqrt(x);

    /// <summary>One over the square root.</summary>
    [MethodImpl(Inline)] protected static V Rsqrt(V x) => Functions<S, V>.Rsqrt(x);

    /// <summary>x².</summary>
    [MethodImpl(Inline)] protected static V Square(V x) => S.Multiply(x, x);

    /// <summary>x to a fixed power.</summary>
    [MethodImpl(Inline)] protected static V Pow(V x, float exponent) => Functions<S, V>.Pow(x, exponent);

    /// <summary>C [m,n] = init ± A·B; see <see cref="Products{S, V}.Multiply"/>.</summary>
    [MethodImpl(Inline)]
    protected void Product(nint m, nint n, nint k, Ptr a, nint aRow, nint aStep, Ptr b, nint ldb, Ptr c, nint ldc, Ptr init, nint ldInit, bool subtract, Triangle triangle)
    {
        var (start, length) = Wanted;
        var asked = Products<S, V>.Multiply((int)m, (int)n, (int)k, a, aRow, aStep, b, ldb, c, ldc, init, ldInit, subtract, triangle, start, length);
        if (asked > 0) Asked(asked);
    }

    /// <summary>y [m] = init ± A·x.</summary>
    [MethodImpl(Inline)]
    protected static void VectorProduct(nint m, nint k, Ptr a, nint aRow, nint aStep, Ptr x, Ptr y, Ptr init, bool subtract)
        => Products<S, V>.MultiplyVector((int)m, (int)k, a, aRow, aStep, x, y, init, subtract);

    /// <summary>A transposed copy.</summary>
    [MethodImpl(Inline)]
    protected static void Transpose(nint rows, nint columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
        => Rearrange<S, V>.Transpose((int)rows, (int)columns, from, ldFrom, to, ldTo);

    /// <summary>sums = init ± the sum of the rows.</summary>
    [MethodImpl(Inline)]
    protected static void ColumnSums(nint rows, nint columns, Ptr x, nint ld, Ptr sums, Ptr init, bool subtract)
    {
        // A column's rows are single numbers, side by side.
        if (columns == 1 && ld == 1) sums[0] = (init.IsNull ? 0 : init[0]) + (subtract ? -1 : 1) * Reduce<S, V>.Total((int)rows, x);
        else Reduce<S, V>.ColumnSums((int)rows, (int)columns, x, ld, sums, init, subtract);
    }

    /// <summary>The sum of the lanes gathered for each row.</summary>
    [MethodImpl(Inline)] protected static void LaneSums(nint rows, Ptr partial, Ptr sums) => Reduce<S, V>.LaneSums((int)rows, partial, sums);

    /// <summary>The largest lane gathered for each row.</summary>
    [MethodImpl(Inline)] protected static void LaneMaxima(nint rows, Ptr partial, Ptr maxima) => Reduce<S, V>.LaneMaxima((int)rows, partial, maxima);

    /// <summary>y_i = x_0 … x_i.</summary>
    [MethodImpl(Inline)] protected static void CumulativeProduct(nint rows, Ptr x, Ptr y) => Rows<S, V>.CumulativeProduct((int)rows, x, y);

    /// <summary>What later rows leave of earlier ones.</summary>
    [MethodImpl(Inline)] protected static void Retained(nint rows, Ptr gate, Ptr to, nint ld) => Rows<S, V>.Retained((int)rows, gate, to, ld);

    /// <summary>X with (I + L) X = B, or (I + L)ᵀ X = B.</summary>
    [MethodImpl(Inline)]
    protected static void SolveLower(nint rows, nint columns, Ptr lower, nint ldLower, Ptr right, nint ldRight, Ptr to, nint ldTo, bool transpose)
        => Rows<S, V>.SolveLower((int)rows, (int)columns, lower, ldLower, right, ldRight, to, ldTo, transpose);

    /// <summary>Rows x_i with x_i (a_i G + Σ_j E_ij k_jᵀk_j + diag Λ) = q_i; see <see cref="Ridge{S, V}"/>.</summary>
    protected static void SolveRidge(
        nint rows, nint columns, Ptr query, Ptr gram, Ptr key, Ptr retained, Ptr coefficients, Ptr penalty, Ptr keyTurned, nint stride, Ptr to,
        Ptr residual, Ptr direction, Ptr image, Ptr inverse, Ptr scores, Ptr squares, Ptr limit)
        => new Ridge<S, V>
        {
            Rows = rows,
            Columns = columns,
            Gram = gram,
            Key = key,
            KeyTurned = keyTurned,
            Retained = retained,
            Coefficients = coefficients,
            Penalty = penalty,
            Stride = stride,
            Residual = residual,
            Direction = direction,
            Image = image,
            Inverse = inverse,
            Scores = scores,
            Squares = squares,
            Limit = limit,
        }.Solve(query, to);

    /// <summary>Rows moved by one.</summary>
    [MethodImpl(Inline)]
    protected static void Shift(nint rows, nint columns, Ptr from, nint ldFrom, Ptr to, nint ldTo, bool up, float fill)
        => Rows<S, V>.Shift((int)rows, (int)columns, from, ldFrom, to, ldTo, up, fill);

    /// <summary>A copy of rows.</summary>
    protected static void Copy(nint rows, nint columns, Ptr from, nint ldFrom, Ptr to, nint ldTo)
        => Rearrange<S, V>.Copy((int)rows, (int)columns, from, ldFrom, to, ldTo);

    /// <summary>A copy of this many numbers; nothing beside them is touched.</summary>
    protected static void CopyExact(nint count, Ptr from, Ptr to)
    {
        nint i = 0;
        for (; i + Lanes <= count; i += Lanes) Store(Load(from, i), to, i);
        for (; i < count; i++) to[i] = from[i];
    }

    /// <summary>This many equal numbers.</summary>
    protected static void Fill(nint count, Ptr to, float value)
    {
        for (nint i = 0; i < count; i++) to[i] = value;
    }
}
