using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A gated inner model with views, loss and rate of its own.</summary>
[TttLayer(Mode = GradientDescent.Online)]
public sealed partial class GatedMemory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Mat<D, D> u) => Tanh(x * w) * Sigmoid(x * u);

    [View(Role.Key)]
    static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k) => L2Norm(Silu(x * k));

    [View(Role.Value)]
    static Vec<D> Value(Vec<Model> x, [Slow] Mat<Model, D> v) => x * v;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => 0.5 * Sum(Square(y - v));

    [InnerRate]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r));
}
