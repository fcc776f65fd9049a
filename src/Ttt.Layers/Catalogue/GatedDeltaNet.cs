using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Gated DeltaNet, W_t = α_t (I − β_t k_tᵀk_t) W_{t−1} + β_t k_tᵀv_t with α_t = exp(−exp(a) softplus(x_t·w + b)) (arXiv:2412.06464): W shrinks,
/// then an online step down ½‖kW − v‖². α starts at 0.98.
/// </summary>
[TttLayer(
    Name = "gated-deltanet", Mode = GradientDescent.Online, Decay = Decay.BeforeGradient, Rope = false, Convolve = Views.All, Silu = Views.All,
    L2Norm = Views.QueryKey, PostNorm = false, HeadNorm = true, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class GatedDeltaNet
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Beta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Retention]
    static Scalar Alpha(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b, [Slow(Name = "A_log")] Scalar a) => Exp(-Exp(a) * Softplus(Dot(x, w) + b - 4));
}
