using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> {|TTT0016:F|}(Vec<D> x, [Slow] Mat<D, D> w) => x + Tanh(x * w);
}
