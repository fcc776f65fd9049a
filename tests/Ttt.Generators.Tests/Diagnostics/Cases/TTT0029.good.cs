using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(ReadOut = ReadOut.ApplyThenUpdate)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x + Tanh(x * w);

    [Update]
    static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim => w - s / (FrobeniusNorm(s, 1e-12) + 1);
}
