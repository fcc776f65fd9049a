using static Ttt.Fn;

namespace Ttt.Layers;

/// <summary>
/// LaCT, large-chunk TTT (arXiv:2505.23884, section 3): f(x) = (silu(x Wg) ∘ (x Wu)) Wd, loss −⟨f(k), v⟩, a rate for each matrix, gradients of a mini-batch summed with
/// momentum, orthogonalised (Muon) and subtracted, then every column back at its initial length. Rates start at 0.001; outputs read the weights before their mini-batch.
/// </summary>
[TttLayer(
    Name = "lact", MiniBatchSize = 2048, MomentumPer = MomentumPer.MiniBatch, ReadOut = ReadOut.ApplyThenUpdate, Rope = false,
    Silu = Views.All, L2Norm = Views.QueryKey, PostNorm = false, HeadNorm = true)]
public sealed partial class LaCt
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Name = "Wg")] Mat<D, Hidden> gate, [Fast(Name = "Wu")] Mat<D, Hidden> up, [Fast(Name = "Wd")] Mat<Hidden, D> down)
        => Silu(x * gate) * (x * up) * down;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => -Dot(y, v);

    [InnerRate(Of = "gate"), InnerRate(Of = "up"), InnerRate(Of = "down")]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Softplus(Dot(x, w) + b - 6.9);

    [Momentum]
    static Scalar Momentum(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Update]
    static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s, Mat<R, C> w0) where R : IDim where C : IDim
    {
        var next = w - NewtonSchulz(s);
        return ScaleColumns(next, ColumnNorms(w0) / (ColumnNorms(next) + 1e-5));
    }
}
