using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>Online descent at weights that have shrunk first (the equations of the gated delta rule).</summary>
[TttLayer(Mode = GradientDescent.Online, Decay = Decay.BeforeGradient, Rope = false, L2Norm = Views.QueryKey)]
public sealed partial class ShrunkDelta
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r, [Slow] Scalar scale)
    {
        var logit = Dot(x, r);
        return Exp(-Exp(scale) * Softplus(logit));
    }
}
