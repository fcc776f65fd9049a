using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    Vec<D> {|TTT0008:F|}(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
}
