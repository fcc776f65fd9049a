using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// Longhorn, W_t = argmin ‖W − W_{t−1}‖² + β_t ‖k_t W − v_t‖² (arXiv:2407.14207, theorem 3.1): the implicit step is the explicit one
/// of rate β_t / (1 + β_t ‖k_t‖²), so it is stable for any β_t = sigmoid(x_t·w + b) and keys of any length.
/// </summary>
[TttLayer(Name = "longhorn", Mode = GradientDescent.Online, Rope = false, Convolve = Views.All, Silu = Views.All, PostNorm = false, HeadNorm = true)]
public sealed partial class Longhorn
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x, Vec<D> k, [Slow] Vec<Model> w, [Slow] Scalar b)
    {
        var beta = Sigmoid(Dot(x, w) + b);
        return beta / (1 + beta * Dot(k, k));
    }
}
