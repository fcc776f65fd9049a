using static Ttt.Fn;

namespace Ttt.Layers.Tests.Support;

/// <summary>An update that is not linear, read by every token: no parallel form, so online a token and its boundary are a mini-batch.</summary>
[TttLayer(Mode = GradientDescent.Online)]
public sealed partial class RecurrentMemory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b) => x + Tanh(x * w + b);

    [Momentum]
    static Scalar Theta(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r) + 3);

    [Update(Of = "w")]
    static Mat<D, D> Step(Mat<D, D> w, Mat<D, D> step) => w - 0.2 * Tanh(5 * step);
}
