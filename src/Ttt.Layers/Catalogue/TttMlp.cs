using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>TTT-MLP, f(x) = x + LN(gelu(x W1 + b1) W2 + b2) (arXiv:2407.04620, section 2.7).</summary>
[TttLayer(Name = "mlp", Mode = GradientDescent.MiniBatch, MiniBatchSize = 16, BaseRate = 0.1)]
public sealed partial class TttMlp
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x,
        [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "b1")] Vec<Hidden> b1,
        [Fast(Name = "W2")] Mat<Hidden, D> w2, [Fast(Name = "b2")] Vec<D> b2,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
    {
        var hidden = Gelu(x * w1 + b1);
        return x + LayerNorm(hidden * w2 + b2, gamma, beta);
    }
}
