using Ttt;

namespace Cases;

/// <summary>Names that generated code might use itself, keywords, an underscore, letters beyond ASCII.</summary>
[TttLayer]
public sealed partial class @class
{
    [InnerModel]
    static Vec<D> F(Vec<D> _, [Fast] Mat<D, D> k, [Fast] Vec<D> eta, [Fast] Vec<D> @class, [Fast] Vec<D> torch, [Slow] Vec<D> größe, [Slow] Vec<D> B)
    {
        var q = _ * k + eta;
        var x = Fn.Tanh(q) * @class;
        return x + größe * torch * B;
    }
}
