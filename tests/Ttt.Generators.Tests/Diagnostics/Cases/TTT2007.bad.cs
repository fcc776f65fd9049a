using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Mode = GradientDescent.Online)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> {|TTT2007:w|}) => Tanh(x * w);
}
