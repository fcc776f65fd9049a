using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer]
public sealed partial class {|TTT2009:Memory|}
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => Eight(Eight(Eight(Eight(Eight(Eight(Eight(Eight(x, w), w), w), w), w), w), w), w);

    static Vec<D> Eight(Vec<D> x, Mat<D, D> w) => Four(Four(x, w), w);

    static Vec<D> Four(Vec<D> x, Mat<D, D> w) => Two(Two(x, w), w);

    static Vec<D> Two(Vec<D> x, Mat<D, D> w) => Tanh(Tanh(x * w) * w);
}
