using Ttt;
using static Ttt.Fn;

namespace Ladder;

/// <summary>TTT-Linear with a fixed rate, half of its base rate over a head of 32.</summary>
[TttLayer(Mode = GradientDescent.MiniBatch, MiniBatchSize = 16, PositionFactor = PositionFactor.Standard)]
public sealed partial class Normed
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, D> w1, [Fast(Name = "b1")] Vec<D> b1,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(x * w1 + b1, gamma, beta);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1.0 / 64;
}
