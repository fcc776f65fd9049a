using Ttt;
using static Ttt.Fn;

namespace HelloTtt;

/// <summary>A test-time-training layer that nobody published: its inner model is the product of two gates, f(x) = tanh(x w) ∘ σ(x u).</summary>
[TttLayer(MiniBatchSize = 16)]
public sealed partial class Mine
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Mat<D, D> u) => Tanh(x * w) * Sigmoid(x * u);
}
