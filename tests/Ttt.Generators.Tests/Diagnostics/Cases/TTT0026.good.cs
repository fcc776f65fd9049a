using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Name = "memory")]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
}

[TttLayer(Name = "other")]
public sealed partial class Other
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);
}
