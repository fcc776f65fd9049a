using System.Runtime.InteropServices;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>−log softmax(input)[target]. Input [C], [N, C] or [N, C, …]; target class indices [], [N], [N, …], or probabilities shaped as the input.</summary>
            /// <exception cref="ExternalException">a class out of range, or shapes that do not fit</exception>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
            {
                Dense.RequireFloat("log_softmax_lastdim_kernel_impl", input);
                if (label_smoothing is < 0 or > 1)
                    throw new ExternalException($"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}");
                var shape = input.Impl.Shape;
                if (shape.Length == 0)
                    throw new ExternalException("cross_entropy: the input needs a dimension of classes");
                var classes = shape.Length == 1 ? shape[0] : shape[1];
                if (weight is not null && !(weight.Impl.Rank == 1 && weight.Impl.Shape[0] == classes && weight.Impl.DType == input.Impl.DType))
                    throw new ExternalException($"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of shape: {Shapes.Text(weight.Impl.Shape)}");
                using var scope = NewDisposeScope();
                var logits = shape.Length <= 2 ? input.reshape(-1, classes) : ClassesLast(input).reshape(-1, classes);
                var loss = is_floating_point(target.Impl.DType)
                    ? ProbabilityLoss(input, logits, target, weight, reduction, label_smoothing)
                    : IndexLoss(shape, logits, target, weight, ignore_index, reduction, label_smoothing);
                return loss.MoveToOuterDisposeScope();
            }

            // [N, C, …] → [N, …, C].
            static Tensor ClassesLast(Tensor tensor) => tensor.permute([0, .. Enumerable.Range(2, tensor.Impl.Rank - 2).Select(i => (long)i), 1]);

            static Tensor IndexLoss(long[] shape, Tensor logits, Tensor target, Tensor? weight, long ignoreIndex, Reduction reduction, double smoothing)
            {
                long[] expected = shape.Length == 1 ? [] : [shape[0], .. shape.AsSpan(2)];
                if (!target.Impl.Shape.AsSpan().SequenceEqual(expected))
                    throw new ExternalException($"Expected target size {Shapes.Text(expected)}, got {Shapes.Text(target.Impl.Shape)}");
                if (target.Impl.DType != ScalarType.Int64)
                    throw new ExternalException($"expected scalar type Long but found {DTypes.Name(target.Impl.DType)}");
                var loss = CrossEntropyOp.Apply(logits, target, weight, ignoreIndex, reduction, smoothing);
                return reduction == Reduction.None ? loss.reshape(expected) : loss;
            }

            static Tensor ProbabilityLoss(Tensor input, Tensor logits, Tensor target, Tensor? weight, Reduction reduction, double smoothing)
            {
                if (!target.Impl.Shape.AsSpan().SequenceEqual(input.Impl.Shape))
                    throw new ExternalException($"Expected floating point target to have the input's shape {Shapes.Text(input.Impl.Shape)}, got {Shapes.Text(target.Impl.Shape)}");
                var shape = input.Impl.Shape;
                var classes = logits.Impl.Shape[1];
                var q = (shape.Length <= 2 ? target.reshape(-1, classes) : ClassesLast(target).reshape(-1, classes)) * (1 - smoothing) + smoothing / classes;
                var terms = logits.log_softmax(1) * q;
                var rows = -(weight is null ? terms : terms * weight).sum([1]);
                return reduction switch
                {
                    Reduction.Sum => rows.sum(),
                    Reduction.Mean => rows.sum() / (double)logits.Impl.Shape[0],
                    _ => rows.reshape(shape.Length == 1 ? [] : [shape[0], .. shape.AsSpan(2)]),
                };
            }

            /// <summary>(input − target)².</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var squares = (input - target).square();
                var loss = reduction switch { Reduction.Mean => squares.mean(), Reduction.Sum => squares.sum(), _ => squares };
                return loss.MoveToOuterDisposeScope();
            }
        }
    }
}
