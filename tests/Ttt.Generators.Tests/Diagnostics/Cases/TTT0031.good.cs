using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Decay = Decay.BeforeGradient)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> a) => Sigmoid(Dot(x, a));
}
