using System.Numerics;
using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>Softmax, its logarithm and their gradients over contiguous rows.</summary>
internal static unsafe class Softmax
{
    // Long rows are summed block by block, which also bounds the error.
    private const int Block = 1024;

    public static void Forward(TensorImpl y, TensorImpl x, long n, bool log) =>
        DType.RunReal("softmax_lastdim_kernel_impl", x.DType, new ForwardRun(y, x, n, log));

    public static void Backward(TensorImpl result, TensorImpl g, TensorImpl y, long n, bool log) =>
        DType.RunReal("softmax_backward", y.DType, new BackwardRun(result, g, y, n, log));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows(long rows, long n, Action<long, long> body)
    {
        if (rows * n < 16 * 1024) body(0, rows);
        else Parallel.For(rows, Math.Max(1, 8 * 1024 / Math.Max(n, 1)), body);
    }

    private readonly struct ForwardRun(TensorImpl y, TensorImpl x, long n, bool log) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            var (target, source, length, logarithm) = (y, x, n, log);
            Rows(x.Numel / Math.Max(n, 1), n, (from, to) =>
            {
                for (long r = from; r < to; r++)
                {
                    if (typeof(T) == typeof(float)) Row((float*)target.Data + (r * length), (float*)source.Data + (r * length), length, logarithm);
                    else Row((double*)target.Data + (r * length), (double*)source.Data + (r * length), length, logarithm);
                }
            });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* y, float* x, long n, bool log)
    {
        float* block = stackalloc float[Block];
        int width = Vector<float>.Count;
        float max = float.NegativeInfinity;
        long i = 0;
        if (n >= width)
        {
            var best = Vector.Load(x);
            for (i = width; i <= n - width; i += width) best = Vector.Max(best, Vector.Load(x + i));
            for (int lane = 0; lane < width; lane++) max = Math.Max(max, best[lane]);
        }
        for (; i < n; i++) max = Math.Max(max, x[i]);
        if (float.IsNegativeInfinity(max)) max = 0;
        float* e = log ? block : y;
        float sum = 0;
        for (long from = 0; from < n; from += Block)
        {
            long count = Math.Min(Block, n - from);
            float* to = log ? e : e + from;
            default(BinaryLoop<float, SubOp>).Run(count, (byte*)to, sizeof(float), (byte*)(x + from), sizeof(float), (byte*)&max, 0, null, 0);
            default(RealLoop32<ExpOp>).Run(count, (byte*)to, sizeof(float), (byte*)to, sizeof(float), null, 0, null, 0);
            sum += Reduce.RowSum(to, count);
        }
        if (log)
        {
            float offset = max + MathF.Log(sum);
            default(BinaryLoop<float, SubOp>).Run(n, (byte*)y, sizeof(float), (byte*)x, sizeof(float), (byte*)&offset, 0, null, 0);
            return;
        }
        float scale = 1 / sum;
        default(BinaryLoop<float, MulOp>).Run(n, (byte*)y, sizeof(float), (byte*)y, sizeof(float), (byte*)&scale, 0, null, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(double* y, double* x, long n, bool log)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (long j = 0; j < n; j++) max = Math.Max(max, x[j]);
        if (double.IsNegativeInfinity(max)) max = 0;
        for (long j = 0; j < n; j++)
        {
            double e = Math.Exp(x[j] - max);
            sum += e;
            if (!log) y[j] = e;
        }
        double offset = max + Math.Log(sum);
        for (long j = 0; j < n; j++) y[j] = log ? x[j] - offset : y[j] / sum;
    }

    private readonly struct BackwardRun(TensorImpl result, TensorImpl g, TensorImpl y, long n, bool log) : INumericAction
    {
        public void Run<T>() where T : unmanaged, INumber<T>
        {
            var (target, grad, value, length, logarithm) = (result, g, y, n, log);
            Rows(y.Numel / Math.Max(n, 1), n, (from, to) =>
            {
                for (long r = from; r < to; r++)
                {
                    T* o = (T*)target.Data + (r * length), d = (T*)grad.Data + (r * length), v = (T*)value.Data + (r * length);
                    if (logarithm) LogRow(o, d, v, length);
                    else GradRow(o, d, v, length);
                }
            });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradRow<T>(T* o, T* g, T* y, long n) where T : unmanaged, INumber<T>
    {
        int width = Vector<T>.Count;
        var products = Vector<T>.Zero;
        long i = 0;
        for (; i <= n - width; i += width) products += Vector.Load(g + i) * Vector.Load(y + i);
        T dot = Vector.Sum(products);
        for (; i < n; i++) dot += g[i] * y[i];
        var shift = new Vector<T>(dot);
        for (i = 0; i <= n - width; i += width) ((Vector.Load(g + i) - shift) * Vector.Load(y + i)).Store(o + i);
        for (; i < n; i++) o[i] = (g[i] - dot) * y[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LogRow<T>(T* o, T* g, T* y, long n) where T : unmanaged, INumber<T>
    {
        T sum = Reduce.RowSum(g, n);
        for (long i = 0; i < n; i++) o[i] = g[i] - (T.CreateTruncating(Math.Exp(double.CreateTruncating(y[i]))) * sum);
    }
}
