using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A convolution in time whose taps are fast weights.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class EarlierTokens
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Previous(1)] Vec<D> one, [Previous(3)] Vec<D> three, [Fast(Init = Init.One)] Vec<D> a, [Fast] Vec<D> b, [Fast] Mat<D, D> c)
    {
        var near = a * x + b * one;
        return near + Tanh(three * c);
    }
}
