using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, Mat<D, D> {|TTT0013:w|}) => x + Tanh(x * w);
}
