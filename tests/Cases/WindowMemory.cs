using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>Every step descends the weighted losses of the last three tokens (the Omega rule), through polynomial features.</summary>
[TttLayer(MiniBatchSize = 4, Window = 3)]
public sealed partial class WindowMemory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b) => x * w + b;

    [FeatureMap]
    static Vec<D> Features(Vec<D> x)
    {
        var squared = Square(x);
        return x + 0.5 * squared;
    }

    [InnerRate]
    static Scalar Rate(Vec<Model> x, Vec<D> k, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r)) / (1 + Dot(k, k));

    [WindowWeight]
    static Scalar Weight(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));
}
