using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A gated MLP whose steps, one a mini-batch, are made orthogonal, and whose columns keep the lengths they began with (the equations of LaCT).</summary>
[TttLayer(MiniBatchSize = 4, ReadOut = ReadOut.ApplyThenUpdate, MomentumPer = MomentumPer.MiniBatch)]
public sealed partial class NormalisedUpdate
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, Hidden> w, [Fast(Init = Init.Normal)] Mat<D, Hidden> u, [Fast(Init = Init.Normal)] Mat<Hidden, D> o)
        => (Silu(x * w) * (x * u)) * o;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r));

    [Momentum]
    static Scalar Move(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));

    [Update]
    static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s, Mat<R, C> w0)
        where R : IDim
        where C : IDim
    {
        var moved = w - 0.1 * NewtonSchulz(s);
        return ScaleColumns(moved, ColumnNorms(w0, 0.01) / ColumnNorms(moved, 0.01));
    }
}
