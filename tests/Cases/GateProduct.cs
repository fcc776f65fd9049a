using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>The product of two gates, read out by a third matrix.</summary>
[TttLayer(MiniBatchSize = 8, PositionFactor = PositionFactor.None)]
public sealed partial class GateProduct
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> a, [Fast] Mat<D, Hidden> b, [Fast] Mat<Hidden, D> c)
        => (Sigmoid(x * a) * Sigmoid(x * b)) * c;
}
