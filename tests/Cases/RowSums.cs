using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>Numbers of a whole row that go back into the row, in f and in the loss, and a fast scalar as a divisor.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class RowSums
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, D> w, [Fast(Init = Init.Normal)] Mat<D, D> u, [Fast] Scalar s)
        => x + Mean(x * w) + Sum(Tanh(x * u)) * x / (2.0 + Square(s));

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => 0.5 * Sum(Square(y - v)) + Square(Mean(y) - Mean(v));
}
