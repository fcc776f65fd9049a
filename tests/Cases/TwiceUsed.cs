using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>One matrix used twice, once inside a nonlinearity.</summary>
[TttLayer]
public sealed partial class TwiceUsed
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => Tanh(x * w) * w;
}
