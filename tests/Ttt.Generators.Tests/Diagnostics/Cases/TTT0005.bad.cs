using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public static partial class {|TTT0005:Memory|}
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
}
