using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [InnerLoss]
    static Scalar Loss(Vec<D> k, Vec<D> v, [Fast] Mat<D, D> {|TTT0027:memory|}) => -Dot(k * memory, v);
}
