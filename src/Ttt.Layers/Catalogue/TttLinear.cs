using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>TTT-Linear, f(x) = x + LN(x W1 + b1) (arXiv:2407.04620, section 2.7).</summary>
[TttLayer(Name = "linear", Mode = GradientDescent.MiniBatch, MiniBatchSize = 16)]
public sealed partial class TttLinear
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x,
        [Fast(Name = "W1")] Mat<D, D> w1, [Fast(Name = "b1")] Vec<D> b1,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(x * w1 + b1, gamma, beta);
}
