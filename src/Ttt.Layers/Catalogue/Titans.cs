using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// The memory of Titans, S_t = m_t S_{t−1} − θ_t ∇‖M(k_t) − v_t‖², M_t = (1 − a_t) M_{t−1} + S_t, z_t = M_t(q_t) (arXiv:2501.00663, section 3.1), with
/// M(x) = x + LN(silu(x W1) W2) and gradients at the start of the mini-batch. 1 − a starts at 0.98, m at 0.5, θ at 0.0025.
/// </summary>
[TttLayer(Name = "titans", Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class Titans
{
    [InnerModel]
    static Vec<D> M(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "W2")] Mat<Hidden, D> w2,
        [Slow(Name = "memory_norm.weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "memory_norm.bias")] Vec<D> beta)
        => x + LayerNorm(Silu(x * w1) * w2, gamma, beta);

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => Sum(Square(y - v));

    [InnerRate]
    static Scalar Theta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Softplus(Dot(x, w) + b - 6);

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b + 4);

    [Momentum]
    static Scalar Momentum(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);
}
