using Ttt;
using static Ttt.Fn;

namespace Cases;

/// <summary>The exact minimum of the weighted squared losses so far, with a penalty for each row (the equations of MesaNet).</summary>
[TttLayer(Solver = InnerSolver.Ridge)]
public sealed partial class RidgeMemory
{
    [InnerModel]
    static Vec<D> F(Vec<D> x, [Fast(Learned = false)] Mat<D, D> w) => x * w;

    [InnerRate]
    static Scalar Weight(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r));

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> r) => Sigmoid(Dot(x, r) + 3);

    [Ridge]
    static Vec<D> Penalty([Slow] Vec<D> l)
    {
        var positive = Softplus(l);
        return 0.25 + positive;
    }
}
