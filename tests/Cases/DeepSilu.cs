using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>Three layers, two activations, no norm.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class DeepSilu
{
    [InnerModel]
    static Vec<D> F(Vec<D> x,
        [Fast(Init = Init.Normal)] Mat<D, Hidden> w1, [Fast] Vec<Hidden> b1,
        [Fast(Init = Init.Normal)] Mat<Hidden, Hidden> w2, [Fast] Vec<Hidden> b2,
        [Fast(Init = Init.Normal)] Mat<Hidden, D> w3)
    {
        var first = Layer(x, w1, b1);
        var second = Layer(first, w2, b2);
        return second * w3;
    }

    static Vec<TOut> Layer<TIn, TOut>(Vec<TIn> x, Mat<TIn, TOut> w, Vec<TOut> b)
        where TIn : IDim
        where TOut : IDim
        => Silu(x * w + b);
}
