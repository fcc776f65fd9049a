using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Atlas, S_t = m_t S_{t−1} + λ_t ∇ Σ_{i>t−w} ‖M(φ(k_i)) − v_i‖², M ← α M − η NS₅(S) (arXiv:2505.23735, section 5): Omega with momentum and Muon. The orthogonalised
/// step is taken once a mini-batch, which reads the memory of the one before. α starts at 0.98, m at 0.5, η at 0.018.
/// </summary>
[TttLayer(
    Name = "atlas", MiniBatchSize = 64, Window = 16, ReadOut = ReadOut.ApplyThenUpdate, Rope = false, Convolve = Views.All, Silu = Views.All,
    L2Norm = Views.QueryKey, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class Atlas
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
    static Scalar Lambda(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Retention]
    static Scalar Alpha(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Exp(-Softplus(Dot(x, w) + b - 8));

    [Momentum]
    static Scalar Momentum(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Update]
    static Mat<R, C> Muon<R, C>(Mat<R, C> w, Mat<R, C> s, [Slow] Scalar eta) where R : IDim where C : IDim => w - Softplus(eta - 4) * NewtonSchulz(s);
}
