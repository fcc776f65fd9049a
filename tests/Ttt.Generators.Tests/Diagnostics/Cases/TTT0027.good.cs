using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);
}
