using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A fast vector inside a sigmoid, a fast scalar, and nothing that is a matrix.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class FastVector
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.One)] Vec<D> gate, [Fast(Init = Init.One)] Scalar gain) => gain * x * Sigmoid(x * gate + gate);
}
