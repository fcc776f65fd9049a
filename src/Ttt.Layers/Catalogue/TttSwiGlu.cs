using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>TTT with a gated inner layer, f(x) = x + LN((silu(x Wg) ∘ (x Wu)) Wd): TTT-MLP (arXiv:2407.04620) with the SwiGLU of arXiv:2002.05202.</summary>
[TttLayer(Name = "swiglu", BaseRate = 0.1)]
public sealed partial class TttSwiGlu
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x,
        [Fast(Name = "Wg")] Mat<D, Hidden> gate, [Fast(Name = "Wu")] Mat<D, Hidden> up, [Fast(Name = "Wd")] Mat<Hidden, D> down,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(Silu(x * gate) * (x * up) * down, gamma, beta);
}
