using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [Update]
    static Vec<N> Step<N>({|TTT0029:Vec<N>|} w, Vec<N> s) where N : IDim => w - s / (Norm(s) + 1);
}
