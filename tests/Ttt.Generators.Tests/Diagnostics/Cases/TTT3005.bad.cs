using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] {|TTT3005:Mat<D, Twice<D>>|} w, [Fast] {|TTT3005:Mat<Twice<D>, D>|} u) => x + Tanh(x * w) * u;
}

public readonly struct Twice<T> : IDim;
