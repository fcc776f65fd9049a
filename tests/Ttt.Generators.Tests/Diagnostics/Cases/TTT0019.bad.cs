using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast(Name = {|TTT0019:"w"|})] Vec<D> b) => x + Tanh(x * w + b);
}
