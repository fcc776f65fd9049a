using Ttt;

namespace Ladder;

/// <summary>A linear inner model from W₀ = 0 with a fixed rate: in batch mode unnormalised linear attention, written as a TTT layer.</summary>
[TttLayer(Mode = GradientDescent.Batch, PositionFactor = PositionFactor.None)]
public sealed partial class Plain
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1.0 / 64;
}
