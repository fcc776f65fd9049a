using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>An MLP learned with momentum and forgetting, gated by the token (the equations of Titans).</summary>
[TttLayer(MiniBatchSize = 4)]
public sealed partial class MomentumMemory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Init = Init.Normal)] Mat<D, Hidden> w, [Fast(Init = Init.Normal)] Mat<Hidden, D> u)
    {
        var hidden = Silu(x * w);
        return x + hidden * u;
    }

    [InnerRate]
    static Scalar Rate(Vec<Model> x, [Slow] Vec<Model> r) => 0.1 * Sigmoid(Dot(x, r));

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r)
    {
        var forget = Sigmoid(Dot(x, r));
        return 1 - 0.1 * forget;
    }

    [Momentum]
    static Scalar Move(Vec<Model> x, [Slow] Vec<Model> r) => 0.9 * Sigmoid(Dot(x, r));
}
