using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(MiniBatchSize = 64)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> {|TTT2005:w|}, [Fast] Mat<Hidden, D> u) => Gelu(x * w) * u;

    [Update]
    static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s) where R : IDim where C : IDim => w - NewtonSchulz(s);
}
