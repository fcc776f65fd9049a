using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients so that their joint norm is at most <paramref name="max_norm"/>; returns the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                var grads = Gradients(tensors);
                var norms = grads.ConvertAll(grad => GradientNorm.Of(grad, norm_type));
                var total = double.IsPositiveInfinity(norm_type)
                    ? norms.DefaultIfEmpty(0).Max()
                    : Math.Pow(norms.Sum(norm => Math.Pow(norm, norm_type)), 1 / norm_type);
                var factor = max_norm / (total + 1e-6);
                if (!(factor >= 1))
                    foreach (var grad in grads)
                        grad.mul_(factor);
                return total;
            }

            /// <summary>Clamps every gradient element to [−clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                foreach (var grad in Gradients(tensors))
                    grad.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters in one vector; gradients flow through it.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(tensor => tensor.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Writes consecutive parts of <paramref name="vec"/> into the parameters.</summary>
            /// <exception cref="ExternalException">the vector is too short</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var frozen = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var tensor in tensors)
                {
                    tensor.copy_(vec.narrow(0, start, tensor.Impl.Numel).reshape(tensor.Impl.Shape));
                    start += tensor.Impl.Numel;
                }
            }

            static List<Tensor> Gradients(IEnumerable<Parameter> tensors) => [.. tensors.Select(tensor => tensor.grad).OfType<Tensor>()];
        }
    }
}

/// <summary>The p-norm of all elements of a tensor, summed in runs of fixed length, so that threads do not change it.</summary>
static unsafe class GradientNorm
{
    const long RunLength = 4096;

    public static double Of(torch.Tensor tensor, double p)
        => tensor.Impl.DType == torch.ScalarType.Float64 ? Of<double>(tensor, p) : Of<float>(tensor, p);

    static double Of<T>(torch.Tensor tensor, double p) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var dense = Dense.Of(tensor);
        var x = Dense.Pointer<T>(dense);
        var count = tensor.Impl.Numel;
        var parts = new double[(count + RunLength - 1) / RunLength];
        Parallel.For(parts.Length, 16, (from, to) =>
        {
            for (var i = from; i < to; i++)
                parts[i] = Part(x + i * RunLength, Math.Min(RunLength, count - i * RunLength), p);
        });
        return double.IsPositiveInfinity(p) ? parts.DefaultIfEmpty(0).Max() : Math.Pow(parts.Sum(), 1 / p);
    }

    static double Part<T>(T* x, long count, double p) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (p == 2)
            return double.CreateTruncating(Rows<T>.Dot(x, x, count));
        var result = 0.0;
        for (var i = 0L; i < count; i++)
        {
            var magnitude = Math.Abs(double.CreateTruncating(x[i]));
            result = double.IsPositiveInfinity(p) ? Math.Max(result, magnitude) : result + Math.Pow(magnitude, p);
        }
        return result;
    }
}
