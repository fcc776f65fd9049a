using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>DeltaNet, W_t = W_{t−1} − β_t k_tᵀ(k_t W_{t−1} − v_t) with β_t = sigmoid(x_t·w + b) (arXiv:2406.06484): online descent of ½‖kW − v‖².</summary>
[TttLayer(
    Name = "deltanet", Mode = GradientDescent.Online, Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey,
    PostNorm = false, HeadNorm = true)]
public sealed partial class DeltaNet
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Beta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);
}
