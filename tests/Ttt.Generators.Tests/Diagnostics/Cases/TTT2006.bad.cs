using System;
using Ttt;
using static Ttt.Fn;

namespace My;

[TttLayer(Window = 4, MiniBatchSize = 16)]
public sealed partial class Memory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> {|TTT2006:w|}) => x * w;

    [InnerRate]
    static Vec<D> Rate(Vec<Model> x, [Slow] Mat<Model, D> r) => Sigmoid(x * r);
}
