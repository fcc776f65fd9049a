using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F({|TTT0011:Mat<D, D>|} x, [Fast] Vec<D> w) => w * x;
}
