using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => Few(Few(x * w));

    static Vec<D> Few(Vec<D> x) => Silu(Silu(x));
}
