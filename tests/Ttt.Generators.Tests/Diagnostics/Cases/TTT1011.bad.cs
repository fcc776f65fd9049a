using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> {|TTT1011:F|}(Vec<D> x, [Fast] Mat<D, D> w) => Twelve(Twelve(x * w));

    static Vec<D> Twelve(Vec<D> x) => Six(Six(x));

    static Vec<D> Six(Vec<D> x) => Three(Three(Three(Three(x))));

    static Vec<D> Three(Vec<D> x) => One(One(One(One(One(One(One(One(x))))))));

    static Vec<D> One(Vec<D> x) => Many(Many(Many(Many(x))));

    static Vec<D> Many(Vec<D> x) => Few(Few(Few(Few(x))));

    static Vec<D> Few(Vec<D> x) => Silu(Silu(x));
}
