using System.Numerics;

namespace TorchSharp;

/// <summary>Matrix products over broadcast batch dimensions, without copying what is broadcast.</summary>
internal static unsafe class BatchedProduct
{
    /// <summary>target[..., m, n] = a[..., m, k] b[..., k, n]; the target is contiguous and has the broadcast batch shape.</summary>
    public static void Run(TensorImpl target, TensorImpl a, TensorImpl b)
    {
        if (Widened.Needs(target)) Widened.Run(target, a, b, Run);
        else DType.Run(target.DType, new Product(target, a, b));
    }

    private readonly struct Product(TensorImpl target, TensorImpl a, TensorImpl b) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            int batchDims = target.Rank - 2;
            long m = target.Shape[^2], n = target.Shape[^1], k = a.Shape[^1];
            long batches = Shapes.Numel(target.Shape.AsSpan(..batchDims));
            if (batches * m * n == 0) return;
            var job = new BatchJob<T>(target, a, b, m, n, k);
            // Below a few million operations a thread costs more than it saves.
            long work = 2 * m * n * Math.Max(k, 1);
            if (batches == 1) job.RunOne();
            else if (batches * work >= 1 << 21) Parallel.For(batches, Math.Max(1, (1 << 20) / work), job.Run);
            else job.Run(0, batches);
            GC.KeepAlive(target);
            GC.KeepAlive(a);
            GC.KeepAlive(b);
        }
    }

    private sealed class BatchJob<T>(TensorImpl target, TensorImpl a, TensorImpl b, long m, long n, long k) where T : unmanaged, INumber<T>
    {
        public void Run(long from, long to)
        {
            for (long batch = from; batch < to; batch++)
            {
                var left = new MatrixView<T>((T*)a.Data + Offset(a, batch), a.Strides[^2], a.Strides[^1]);
                var right = new MatrixView<T>((T*)b.Data + Offset(b, batch), b.Strides[^2], b.Strides[^1]);
                Gemm.Run(m, n, k, left, right, (T*)target.Data + (batch * m * n), n);
            }
        }

        // A single product may be split by itself.
        public void RunOne() =>
            Gemm.RunParallel(m, n, k, new MatrixView<T>((T*)a.Data, a.Strides[^2], a.Strides[^1]), new MatrixView<T>((T*)b.Data, b.Strides[^2], b.Strides[^1]), (T*)target.Data, n);

        private long Offset(TensorImpl operand, long batch)
        {
            long offset = 0;
            for (int i = target.Rank - 3, j = operand.Rank - 3; j >= 0; i--, j--)
            {
                long index = batch % target.Shape[i];
                batch /= target.Shape[i];
                if (operand.Shape[j] != 1) offset += index * operand.Strides[j];
            }
            return offset;
        }
    }
}
