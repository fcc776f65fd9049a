using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// The TTT-MLP of "One-Minute Video Generation with Test-Time Training" (CVPR 2025): mini-batches are not causal, f(k) learns k + LN(v − k) with the norm of f,
/// query and key have length 1 before they are rotated, and the layer runs both ways behind tanh gates: y = x + tanh(g)∘o(x), then the same on y reversed.
/// </summary>
[TttLayer(
    Name = "video", MiniBatchSize = 64, BaseRate = 0.1, ReadOut = ReadOut.ChunkEnd, L2Norm = Views.QueryKey, RopeModulo = false, Bias = true,
    Bidirectional = true, TanhGate = true)]
public sealed partial class VideoTtt
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x,
        [Fast(Name = "W1")] Mat<D, Hidden> w1, [Fast(Name = "b1")] Vec<Hidden> b1,
        [Fast(Name = "W2")] Mat<Hidden, D> w2, [Fast(Name = "b2")] Vec<D> b2,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(Gelu(x * w1 + b1) * w2 + b2, gamma, beta);

    [InnerTarget]
    static Vec<D> Target(
        Vec<D> v, Vec<D> k, [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => k + LayerNorm(v - k, gamma, beta);
}
