using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// DeltaNet with β_t = 2 sigmoid(x_t·w + b) (arXiv:2411.12537): the eigenvalue 1 − β_t of a step along its key reaches from −1 to 1, not from 0, so that a state can change
/// its sign for ever, which parity needs.
/// </summary>
[TttLayer(
    Name = "deltanet-negative", Mode = GradientDescent.Online, Rope = false, Convolve = Views.All, Silu = Views.All, L2Norm = Views.QueryKey,
    PostNorm = false, HeadNorm = true)]
public sealed partial class DeltaNetNegative
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "W", Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Beta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => 2 * Sigmoid(Dot(x, w) + b);
}
