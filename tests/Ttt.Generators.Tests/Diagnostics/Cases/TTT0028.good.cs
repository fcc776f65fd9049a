using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u) => Gelu(x * w) * u;

    [InnerRate(Of = "w")]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r));
}
