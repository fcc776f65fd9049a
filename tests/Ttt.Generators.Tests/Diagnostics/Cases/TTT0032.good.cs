using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [View(Role.Key)]
    static Vec<D> Key(Vec<Model> x, [Slow] Mat<Model, D> k) => x * k;
}
