using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>An autoencoder with tied weights through a small dimension, and a loss with a weight of its own.</summary>
[TttLayer]
public sealed partial class TiedWeights
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, Rank> w, [Fast] Vec<Rank> b, [Slow] Mat<Rank, Rank> mix)
        => x + Softplus(x * (w * mix) + b) * w.T;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v, [Slow(Init = Init.One)] Vec<D> weight) => Mean(weight * Square(y - v)) / 2;
}

[Dimension(Size = 3)]
public readonly struct Rank : IDim;
