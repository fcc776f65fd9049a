using System;
using Ttt;
using static Ttt.Fn;

namespace My;

public static partial class Outer
{
    [TttLayer]
    public sealed partial class {|TTT0004:Memory|}
    {
        [InnerModel]
        static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
    }
}
