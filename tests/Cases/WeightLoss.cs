using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A loss that reads the fast weights itself: the inner model's answer is read out by a matrix that learns nothing from it.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class WeightLoss
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, Hidden> w, [Slow] Mat<Hidden, D> o) => Gelu(x * w) * o;

    [InnerLoss]
    static Scalar Loss(Vec<D> k, Vec<Hidden> v, [Fast] Mat<D, Hidden> w)
    {
        var error = k * w - v;
        return 0.5 * Dot(error, error) + Sum(Softplus(k * w));
    }
}
