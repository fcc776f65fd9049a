using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast, Slow] Mat<D, D> {|TTT0014:w|}) => x + Tanh(x * w);
}
