namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor softmax(long dim, ScalarType? dtype = null) => SoftmaxAlong(dim, dtype, false);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => SoftmaxAlong(dim, dtype, true);

        /// <summary>log Σ exp along a dimension, without overflow.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            using var scope = NewDisposeScope();
            var max = detach().amax([dim], true);
            max = max.masked_fill(max.isinf(), 0);
            var sum = sub(max).exp().sum(dim, true).log().add(max);
            return (keepdim ? sum : sum.squeeze(dim)).MoveToOuterDisposeScope();
        }

        private Tensor SoftmaxAlong(long dim, ScalarType? type, bool log)
        {
            int d = Shapes.Dim(dim, Impl.Rank);
            if (type is { } wanted && wanted != dtype)
            {
                using var converted = to_type(wanted);
                return converted.SoftmaxAlong(dim, null, log);
            }
            if (Impl.Rank > 1 && d != Impl.Rank - 1)
            {
                using var moved = transpose(d, -1);
                using var soft = moved.SoftmaxAlong(-1, null, log);
                return soft.transpose(d, -1);
            }
            using var x = contiguous();
            var y = Alloc.New(Impl.Shape, dtype);
            long n = Impl.Rank == 0 ? 1 : Impl.Shape[^1];
            Softmax.Forward(y.Impl, x.Impl, n, log);
            if (!Tape.Tracks(x)) return y;
            return log
                ? Tape.Record(y, "LogSoftmaxBackward", [x], [y], [static (n, g) => SoftmaxGradient(g, n[0], true)])
                : Tape.Record(y, "SoftmaxBackward", [x], [y], [static (n, g) => SoftmaxGradient(g, n[0], false)]);
        }

        private static Tensor SoftmaxGradient(Tensor g, Tensor y, bool log)
        {
            if (GradMode.Enabled)
                return log ? g.sub(y.exp().mul(g.sum(-1, true))) : g.mul(y).sub(y.mul(g.mul(y).sum(-1, true)));
            using var rows = g.contiguous();
            var result = Alloc.New(y.Impl.Shape, y.dtype);
            Softmax.Backward(result.Impl, rows.Impl, y.Impl, y.Impl.Rank == 0 ? 1 : y.Impl.Shape[^1], log);
            return result;
        }
    }
}
