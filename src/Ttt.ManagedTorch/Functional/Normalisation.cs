namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>(x − mean)/√(var + eps) over the last dimensions, population variance, then weight and bias.</summary>
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
                => LayerNormOp.Apply(input, normalized_shape, weight, bias, eps);

            /// <summary>x / max(‖x‖_p, eps) along one dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var scope = NewDisposeScope();
                var norm = input.norm(Shapes.Dim(dim, input.Impl.Rank), keepdim: true, (float)p);
                return (input / norm.clamp(min: eps)).MoveToOuterDisposeScope();
            }
        }
    }
}
