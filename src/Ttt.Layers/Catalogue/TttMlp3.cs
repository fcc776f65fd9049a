using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>TTT-MLP with three layers, f(x) = x + LN(gelu(gelu(x W1 + b1) W2 + b2) W3 + b3) (after arXiv:2407.04620, section 2.7).</summary>
[TttLayer(Name = "mlp3", BaseRate = 0.1)]
public sealed partial class TttMlp3
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x,
        [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "b1")] Vec<Hidden> b1,
        [Fast(Name = "W2")] Mat<Hidden, Hidden> w2, [Fast(Name = "b2")] Vec<Hidden> b2,
        [Fast(Name = "W3")] Mat<Hidden, D> w3, [Fast(Name = "b3")] Vec<D> b3,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
    {
        var first = Gelu(x * w1 + b1);
        var second = Gelu(first * w2 + b2);
        return x + LayerNorm(second * w3 + b3, gamma, beta);
    }
}
