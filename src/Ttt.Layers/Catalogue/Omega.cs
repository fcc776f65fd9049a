using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// OmegaNet, M_t = α_t M_{t−1} − η_t ∇ Σ_{i>t−w} ω_i ‖M(φ(k_i)) − v_i‖², z_t = M_t(φ(q_t)) (arXiv:2505.23735, section 3): every step descends the loss of the
/// last 16 tokens. M(x) = x + LN(gelu(x W1) W2), φ a polynomial of degree 2 in every channel. α starts at 0.98, η at 0.0025, ω at 0.5.
/// </summary>
[TttLayer(Name = "omega", Window = 16, Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class Omega
{
    [InnerModel]
    static Vec<D> M(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "W2")] Mat<Hidden, D> w2,
        [Slow(Name = "memory_norm.weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "memory_norm.bias")] Vec<D> beta)
        => x + LayerNorm(Gelu(x * w1) * w2, gamma, beta);

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => Sum(Square(y - v));

    [FeatureMap]
    static Vec<D> Features(Vec<D> x, [Slow(Init = Init.One)] Vec<D> first, [Slow] Vec<D> second) => first * x + (second + 0.5) * Square(x);

    [InnerRate]
    static Scalar Eta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Softplus(Dot(x, w) + b - 6);

    [Retention]
    static Scalar Alpha(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b + 4);

    [WindowWeight]
    static Scalar Weight(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);
}
