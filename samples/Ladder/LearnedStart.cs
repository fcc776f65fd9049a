using Ttt;

namespace Ladder;

/// <summary>The same with learned initial weights.</summary>
[TttLayer(Mode = GradientDescent.Batch, PositionFactor = PositionFactor.None)]
public sealed partial class LearnedStart
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1.0 / 64;
}
