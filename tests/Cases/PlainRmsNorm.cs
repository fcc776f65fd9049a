using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>RMSNorm and no residual.</summary>
[TttLayer]
public sealed partial class PlainRmsNorm
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Slow(Init = Init.One, Shared = true)] Vec<D> gamma) => RmsNorm(x * w, gamma, 1e-5);
}
