using Ttt;
using static Ttt.Fn;

namespace Consumer;

[TttLayer(MiniBatchSize = 8)]
public sealed partial class Gated
{
#if BROKEN
    [InnerModel]
    Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Mat<D, D> u) => Tanh(x * w) * Sigmoid(x * u);
#else
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Mat<D, D> u) => Tanh(x * w) * Sigmoid(x * u);
#endif
}
