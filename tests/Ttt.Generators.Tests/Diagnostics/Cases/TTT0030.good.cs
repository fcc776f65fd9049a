using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Window = 4)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [WindowWeight]
    static Scalar Weight(Vec<Model> x, [Slow] Vec<Model> a) => Sigmoid(Dot(x, a));
}
