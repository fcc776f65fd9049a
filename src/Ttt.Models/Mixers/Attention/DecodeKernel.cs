using Ttt.Kernels;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>What one query of each head answers, over the raw memory of float32 tensors on the CPU: keys and values are read once, where they lie.</summary>
static class DecodeKernel
{
    /// <summary>Whether it can run these.</summary>
    public static bool Serves(Tensor q_BH1D, Tensor memory_BGCD) => q_BH1D.size(2) == 1 && !torch.is_grad_enabled() && CpuRows.Serve(q_BH1D, memory_BGCD);

    /// <summary>[B,H,1,D] from tokens <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 of keys and values.</summary>
    public static Tensor Run(Tensor q_BH1D, Tensor k_BGCD, Tensor v_BGCD, long first, long count)
    {
        var (q, k, v) = (q_BH1D.contiguous(), k_BGCD.contiguous(), v_BGCD.contiguous());
        var work = new Work(q, k, v, torch.empty(q.size(0), q.size(1), count), torch.empty(q.shape), (int)first);
        IVectorWork.Dispatch(work, (int)q.size(3));
        return work.Output;
    }

    sealed record Work(Tensor Query, Tensor Key, Tensor Value, Tensor Weights, Tensor Output, int First) : IVectorWork
    {
        public void Run<S, V>() where S : struct, ISimd<V> where V : struct
        {
            var (heads, groups, capacity, size, count) = ((int)Query.size(1), (int)Key.size(1), Key.size(2), (int)Query.size(3), (int)Weights.size(2));
            var scale = (float)(1 / Math.Sqrt(size));
            CpuRows.For(Query.size(0) * heads, 2L * count * size, (from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    var (b, h) = (i / heads, i % heads);
                    var tokens = (nint)(((b * groups + h / (heads / groups)) * capacity + First) * size);
                    var (weights, output) = (At(Weights) + (nint)i * count, At(Output) + (nint)i * size);
                    Products<S, V>.MultiplyVector(count, size, At(Key) + tokens, size, 1, At(Query) + (nint)i * size, weights, default, false);
                    var sum = Exponentials<S, V>(weights, count, scale);
                    Products<S, V>.MultiplyVector(size, count, At(Value) + tokens, 1, size, weights, output, default, false);
                    for (nint e = 0; e < size; e++)
                        output[e] /= sum;
                }
            });
        }

        static Ptr At(Tensor tensor) => Ptr.Of(CpuRows.Values(tensor));

        // x becomes exp(scale · (x − max)); their sum
        static float Exponentials<S, V>(Ptr x, int count, float scale) where S : struct, ISimd<V> where V : struct
        {
            var whole = count - count % S.Count;
            var largest = x[0];
            for (nint i = 1; i < count; i++)
                largest = MathF.Max(largest, x[i]);
            V sums = default;
            for (nint i = 0; i < whole; i += S.Count)
            {
                var e = Functions<S, V>.Exp(S.Multiply(S.Create(scale), S.Subtract(S.Load(x, i), S.Create(largest))));
                S.Store(e, x, i);
                sums = S.Add(sums, e);
            }
            var sum = S.Sum(sums);
            for (nint i = whole; i < count; i++)
                sum += x[i] = MathF.Exp(scale * (x[i] - largest));
            return sum;
        }
    }
}
