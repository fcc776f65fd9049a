using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Linear attention with features φ(x) = elu(x) + 1 and normaliser, W_t = W_{t−1} + φ(k_t)ᵀv_t, n_t = n_{t−1} + φ(k_t),
/// z_t = φ(q_t)W_t / (φ(q_t)·n_t + ε) (arXiv:2006.16236, section 3): one step of rate 1 down −⟨φ(k)W, v⟩ − φ(k)·n a token.
/// </summary>
[TttLayer(Name = "normalised-linear-attention", Mode = GradientDescent.Online, Rope = false, PostNorm = false)]
public sealed partial class NormalisedLinearAttention
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w, [Fast(Learned = false)] Vec<D> n) => x * w / (Dot(x, n) + 1e-6);

    [InnerLoss]
    static Scalar Loss(Vec<D> k, Vec<D> v, [Fast] Mat<D, D> w, [Fast] Vec<D> n) => -Dot(k * w, v) - Dot(k, n);

    [FeatureMap]
    static Vec<D> Features(Vec<D> x) => Elu(x) + 1;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}
