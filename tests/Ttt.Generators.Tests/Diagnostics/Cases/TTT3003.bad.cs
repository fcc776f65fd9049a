using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] {|TTT3003:Mat<D, Rank>|} w, [Fast] Mat<Rank, D> u) => x + Tanh(x * w) * u;
}

[Dimension(Size = 4, Multiple = 2)]
public readonly struct Rank : IDim;
