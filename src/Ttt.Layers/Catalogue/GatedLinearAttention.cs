using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Linear attention with a scalar gate, W_t = exp(−Δ_t A) W_{t−1} + Δ_t k_tᵀv_t with Δ_t = softplus(x_t·w + b) (Mamba-2, arXiv:2405.21060, section 2).
/// Δ starts at 0.02 and A at 1, so that W keeps 0.98 of itself.
/// </summary>
[TttLayer(
    Name = "gated-linear-attention", Mode = GradientDescent.Online, Rope = false, Convolve = Views.All, Silu = Views.All,
    PostNorm = false, HeadNorm = true, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class GatedLinearAttention
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Delta(Vec<Model> x, [Slow(Name = "delta_weight")] Vec<Model> w, [Slow(Name = "delta_bias")] Scalar b) => Softplus(Dot(x, w) + b - 4);

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow(Name = "delta_weight")] Vec<Model> w, [Slow(Name = "delta_bias")] Scalar b, [Slow(Name = "A_log")] Scalar a)
        => Exp(-Exp(a) * Delta(x, w, b));
}
