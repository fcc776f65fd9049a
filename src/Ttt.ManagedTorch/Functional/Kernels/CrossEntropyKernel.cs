using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace TorchSharp;

/// <summary>Row-wise log-softmax fused with a weighted sum: loss_i = Σ_c q_ic (lse_i − x_ic).</summary>
static unsafe class CrossEntropyKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The target distribution q of a row: `at` on the target class, `spread`·weight on all. Ignored rows have target −1 and q = 0.</summary>
    public readonly record struct Targets(nint Class, nint Weight, double Smoothing, long Classes)
    {
        public long Of(long row) => ((long*)Class)[row];

        public T At(long row) => T.CreateTruncating(1 - Smoothing) * WeightOf(Of(row));

        public T Spread => T.CreateTruncating(Smoothing / Classes);

        public T WeightOf(long index) => Weight == 0 ? T.One : ((T*)Weight)[index];

        public T* Weights => (T*)Weight;
    }

    public static void Forward(T* x, Targets targets, T* loss, T* lse, long rows)
    {
        var n = targets.Classes;
        Parallel.For(rows, Math.Max(1, Parallel.MinimumWork / (16 * n)), (from, to) =>
        {
            var buffer = ArrayPool<T>.Shared.Rent((int)n);
            for (var r = from; r < to; r++)
            {
                var row = new ReadOnlySpan<T>(x + r * n, (int)n);
                var exponentials = buffer.AsSpan(0, (int)n);
                var max = TensorPrimitives.Max(row);
                TensorPrimitives.Subtract(row, T.IsFinite(max) ? max : T.Zero, exponentials);
                TensorPrimitives.Exp(exponentials, exponentials);
                lse[r] = T.Log(TensorPrimitives.Sum<T>(exponentials)) + (T.IsFinite(max) ? max : T.Zero);
                loss[r] = targets.Of(r) < 0 ? T.Zero : RowLoss(x + r * n, targets, r, lse[r]);
            }
            ArrayPool<T>.Shared.Return(buffer);
        });
    }

    static T RowLoss(T* x, Targets targets, long r, T lse)
    {
        var loss = targets.At(r) * (lse - x[targets.Of(r)]);
        if (targets.Smoothing == 0)
            return loss;
        var smooth = T.Zero;
        for (var c = 0L; c < targets.Classes; c++)
            smooth += targets.WeightOf(c) * (lse - x[c]);
        return loss + targets.Spread * smooth;
    }

    /// <summary>dx_ic = g_i (Q_i p_ic − q_ic), p = exp(x − lse), Q_i = Σ_c q_ic. <paramref name="step"/> is 0 where one gradient serves all rows.</summary>
    public static void Backward(T* x, Targets targets, T* lse, T* grad, long step, T scale, T* dx, long rows)
    {
        var n = targets.Classes;
        var total = targets.Smoothing == 0 ? T.Zero : targets.Spread * (targets.Weight == 0 ? T.CreateTruncating(n) : Rows<T>.Sum(targets.Weights, n));
        Parallel.For(rows, Math.Max(1, Parallel.MinimumWork / (16 * n)), (from, to) =>
        {
            for (var r = from; r < to; r++)
            {
                var row = new Span<T>(dx + r * n, (int)n);
                if (targets.Of(r) < 0)
                {
                    row.Clear();
                    continue;
                }
                var g = grad[r * step] * scale;
                TensorPrimitives.Subtract(new ReadOnlySpan<T>(x + r * n, (int)n), lse[r], row);
                TensorPrimitives.Exp(row, row);
                TensorPrimitives.Multiply(row, g * (targets.At(r) + total), row);
                row[(int)targets.Of(r)] -= g * targets.At(r);
                if (targets.Smoothing != 0)
                    for (var c = 0; c < n; c++)
                        row[c] -= g * targets.Spread * targets.WeightOf(c);
            }
        });
    }

    /// <summary>q as a matrix [rows, classes], filled with zeros before.</summary>
    public static void Distribution(Targets targets, T* q, long rows)
    {
        for (var r = 0L; r < rows; r++)
        {
            if (targets.Of(r) < 0)
                continue;
            for (var c = 0L; c < targets.Classes; c++)
                q[r * targets.Classes + c] = targets.Spread * targets.WeightOf(c);
            q[r * targets.Classes + targets.Of(r)] += targets.At(r);
        }
    }
}
