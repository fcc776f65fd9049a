using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Window = 4, MiniBatchSize = 16)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));
}
