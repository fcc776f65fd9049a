using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, Low> w, [Fast] Mat<High, D> u, [Slow] Mat<Low, High> a)
        => x + Tanh(x * w) * a * u;
}

[Dimension(Size = 4)]
public readonly struct Low : IDim;

[Dimension(Size = 8)]
public readonly struct High : IDim;
