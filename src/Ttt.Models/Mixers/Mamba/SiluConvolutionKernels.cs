using Ttt.Kernels;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The convolution with SiLU over the raw memory of float32 tensors on the CPU, with the channels in the lanes of vectors.</summary>
static class SiluConvolutionKernels
{
    // Fixed, so that sums over rows do not depend on the number of threads.
    const int RowsPerBlock = 64;

    public static Tensor Forward(Tensor x_BSE, Tensor weight_KE, Tensor bias_E)
    {
        var work = new ForwardWork(new(x_BSE, weight_KE), x_BSE, weight_KE, bias_E, torch.empty(x_BSE.size(0), x_BSE.size(1) - weight_KE.size(0) + 1, x_BSE.size(2)));
        IVectorWork.Dispatch(work, (int)x_BSE.size(2));
        return work.Output;
    }

    /// <summary>The gradients of x, w and b.</summary>
    public static Tensor[] Backward(Tensor x_BSE, Tensor weight_KE, Tensor bias_E, Tensor dy_BTE)
    {
        var sizes = new Sizes(x_BSE, weight_KE);
        var (dSum, blocks) = (torch.empty(dy_BTE.shape), sizes.Batch * sizes.Blocks);
        var (dWeight, dBias) = (torch.zeros(blocks, sizes.Taps, sizes.Channels), torch.zeros(blocks, sizes.Channels));
        IVectorWork.Dispatch(new SumsWork(sizes, x_BSE, weight_KE, bias_E, dy_BTE, dSum, dWeight, dBias), sizes.Channels);
        var inputs = new InputsWork(sizes, weight_KE, dSum, torch.empty(x_BSE.shape));
        IVectorWork.Dispatch(inputs, sizes.Channels);
        return [inputs.DX, dWeight.sum(0L), dBias.sum(0L)];
    }

    static Ptr At(Tensor tensor) => Ptr.Of(CpuRows.Values(tensor));

    sealed class Sizes(Tensor x_BSE, Tensor weight_KE)
    {
        public int Batch { get; } = (int)x_BSE.size(0);

        /// <summary>Inputs, those before the first token included.</summary>
        public int Inputs { get; } = (int)x_BSE.size(1);

        public int Channels { get; } = (int)x_BSE.size(2);

        public int Taps { get; } = (int)weight_KE.size(0);

        public int Tokens => Inputs - Taps + 1;

        /// <summary>Blocks of tokens of one sequence.</summary>
        public int Blocks => (Tokens + RowsPerBlock - 1) / RowsPerBlock;

        /// <summary>Calls the body with sequence, block, first token and the one after the last.</summary>
        public void Each(Action<int, int, int, int> body) => CpuRows.For((long)Batch * Blocks, (long)RowsPerBlock * Channels * Taps, (from, to) =>
        {
            for (var i = from; i < to; i++)
                body(i / Blocks, i, i % Blocks * RowsPerBlock, Math.Min(Tokens, (i % Blocks + 1) * RowsPerBlock));
        });

        /// <summary>b + Σ_i w_i ∘ x_{t+i} of a vector of channels.</summary>
        public V Sum<S, V>(Ptr x, Ptr weight, Ptr bias, nint channel) where S : struct, ISimd<V> where V : struct
        {
            var sum = S.Load(bias, channel);
            for (nint i = 0; i < Taps; i++)
                sum = S.MultiplyAdd(S.Load(x, i * Channels + channel), S.Load(weight, i * Channels + channel), sum);
            return sum;
        }
    }

    sealed record ForwardWork(Sizes Sizes, Tensor X, Tensor Weight, Tensor Bias, Tensor Output) : IVectorWork
    {
        public void Run<S, V>() where S : struct, ISimd<V> where V : struct => Sizes.Each((b, _, from, to) =>
        {
            for (var t = from; t < to; t++)
            {
                var (x, y) = (At(X) + ((nint)b * Sizes.Inputs + t) * Sizes.Channels, At(Output) + ((nint)b * Sizes.Tokens + t) * Sizes.Channels);
                for (nint e = 0; e < Sizes.Channels; e += S.Count)
                {
                    var sum = Sizes.Sum<S, V>(x, At(Weight), At(Bias), e);
                    S.Store(S.Multiply(sum, Functions<S, V>.Sigmoid(sum)), y, e);
                }
            }
        });
    }

    // the gradients of the sums, and of weight and bias block by block
    sealed record SumsWork(Sizes Sizes, Tensor X, Tensor Weight, Tensor Bias, Tensor DY, Tensor DSum, Tensor DWeight, Tensor DBias) : IVectorWork
    {
        public void Run<S, V>() where S : struct, ISimd<V> where V : struct => Sizes.Each((b, block, from, to) =>
        {
            var (one, channels) = (S.Create(1), Sizes.Channels);
            var (dWeight, dBias) = (At(DWeight) + (nint)block * Sizes.Taps * channels, At(DBias) + (nint)block * channels);
            for (var t = from; t < to; t++)
            {
                var (x, row) = (At(X) + ((nint)b * Sizes.Inputs + t) * channels, ((nint)b * Sizes.Tokens + t) * channels);
                for (nint e = 0; e < channels; e += S.Count)
                {
                    var sum = Sizes.Sum<S, V>(x, At(Weight), At(Bias), e);
                    var s = Functions<S, V>.Sigmoid(sum);
                    var slope = S.Multiply(s, S.MultiplyAdd(sum, S.Subtract(one, s), one));
                    var dSum = S.Multiply(S.Load(At(DY), row + e), slope);
                    S.Store(dSum, At(DSum), row + e);
                    S.Store(S.Add(S.Load(dBias, e), dSum), dBias, e);
                    for (nint i = 0; i < Sizes.Taps; i++)
                        S.Store(S.MultiplyAdd(dSum, S.Load(x, i * channels + e), S.Load(dWeight, i * channels + e)), dWeight, i * channels + e);
                }
            }
        });
    }

    // dx_s = Σ_i w_i ∘ dSum_{s−i}
    sealed record InputsWork(Sizes Sizes, Tensor Weight, Tensor DSum, Tensor DX) : IVectorWork
    {
        public void Run<S, V>() where S : struct, ISimd<V> where V : struct => CpuRows.For((long)Sizes.Batch * Sizes.Inputs, Sizes.Channels * Sizes.Taps, (from, to) =>
        {
            for (var row = from; row < to; row++)
            {
                var (b, s) = (row / Sizes.Inputs, row % Sizes.Inputs);
                var (first, last) = (Math.Max(0, s - Sizes.Tokens + 1), Math.Min(Sizes.Taps - 1, s));
                var (dSum, dx) = (At(DSum) + ((nint)b * Sizes.Tokens + s) * Sizes.Channels, At(DX) + (nint)row * Sizes.Channels);
                for (nint e = 0; e < Sizes.Channels; e += S.Count)
                {
                    V sum = default;
                    for (nint i = first; i <= last; i++)
                        sum = S.MultiplyAdd(S.Load(dSum, e - i * Sizes.Channels), S.Load(At(Weight), i * Sizes.Channels + e), sum);
                    S.Store(sum, dx, e);
                }
            }
        });
    }
}
