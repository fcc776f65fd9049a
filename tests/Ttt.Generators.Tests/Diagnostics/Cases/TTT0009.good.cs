using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Squash(x * w);

    static Vec<T> Squash<T>(Vec<T> x) where T : IDim => Tanh(x);
}
