using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Retention, W_t = γ W_{t−1} + k_tᵀv_t, z_t = q_t W_t, with one γ a head (arXiv:2307.08621, section 2.1). The paper fixes the γ of the heads;
/// here they are learned and start at 0.97.
/// </summary>
[TttLayer(Name = "retnet", Mode = GradientDescent.Online, RopeModulo = false, PostNorm = false, HeadNorm = true, Gate = true, GateActivation = GateActivation.Silu)]
public sealed partial class RetNet
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Scalar gamma) => Sigmoid(gamma + 3.5);
}
