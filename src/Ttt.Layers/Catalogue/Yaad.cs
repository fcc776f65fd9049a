using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Yaad, W_t = α_t W_{t−1} − η_t ∇ Huber(M(k_t) − v_t) (Miras, arXiv:2504.13173, section 5): a loss that outliers move no more than with length δ = 1, and decay.
/// M(x) = x + LN(gelu(x W1) W2). α starts at 0.98, η at 0.0025.
/// </summary>
[TttLayer(Name = "yaad", Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey)]
public sealed partial class Yaad
{
    [InnerModel]
    static Vec<D> M(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "W2")] Mat<Hidden, D> w2,
        [Slow(Name = "memory_norm.weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "memory_norm.bias")] Vec<D> beta)
        => x + LayerNorm(Gelu(x * w1) * w2, gamma, beta);

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => Sum(Huber(y - v));

    [InnerRate]
    static Scalar Eta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Softplus(Dot(x, w) + b - 6);

    [Retention]
    static Scalar Alpha(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b + 4);
}
