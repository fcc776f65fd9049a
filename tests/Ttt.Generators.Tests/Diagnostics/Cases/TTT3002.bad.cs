using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, Small.Rank> w, [Fast] {|TTT3002:Mat<Large.Rank, D>|} u, [Slow] {|TTT3002:Mat<Small.Rank, Large.Rank>|} a)
        => x + Tanh(x * w) * a * u;
}

public static class Small
{
    [Dimension(Size = 4)]
    public readonly struct Rank : IDim;
}

public static class Large
{
    [Dimension(Size = 8)]
    public readonly struct Rank : IDim;
}
