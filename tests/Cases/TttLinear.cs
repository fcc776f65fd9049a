using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>f(x) = x + LN(x W1 + b1): the published TTT-Linear.</summary>
[TttLayer(Name = "case-linear")]
public sealed partial class TttLinear
{
    [InnerModel]
    static Vec<D> F(Vec<D> x,
        [Fast(Name = "W1")] Mat<D, D> w1, [Fast(Name = "b1")] Vec<D> b1,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(x * w1 + b1, gamma, beta);
}
