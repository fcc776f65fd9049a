using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Decay = {|TTT0031:Decay.BeforeGradient|})]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
}
