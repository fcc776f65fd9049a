using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>Linear attention without normaliser, W_t = W_{t−1} + k_tᵀv_t, z_t = q_t W_t (arXiv:2006.16236): one step of rate 1 down −⟨kW, v⟩ a token.</summary>
[TttLayer(Name = "linear-attention", Mode = GradientDescent.Online, Rope = false, PostNorm = false, HeadNorm = true)]
public sealed partial class LinearAttention
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}
