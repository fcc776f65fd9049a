using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Solver = InnerSolver.Ridge)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Learned = false)] Mat<D, D> w) => x * w;

    [Ridge]
    static Vec<D> Penalty([Slow] Vec<D> l) => Softplus(l);
}
