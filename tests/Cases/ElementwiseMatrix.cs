using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>A matrix that enters a function elementwise: no low-rank gradient, so no dual form.</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class ElementwiseMatrix
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, D> w, [Fast] Vec<D> b) => x * Tanh(w) + b;
}
