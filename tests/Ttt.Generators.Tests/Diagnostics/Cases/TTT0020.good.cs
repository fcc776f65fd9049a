using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "my_weight")] Mat<D, D> w) => x + Tanh(x * w);
}
