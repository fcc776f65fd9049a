using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static {|TTT0018:Scalar|} F(Vec<D> x, [Fast] Mat<D, D> w) => Sum(x * w);
}
