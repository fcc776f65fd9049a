using static Ttt.Fn;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Two layers, no bias, ½L2.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareMlp
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Hidden> w1, [Fast] Mat<Hidden, Out> w2) => Gelu(x * w1) * w2;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>Three layers, momentum and decay.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareMlp3
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Hidden> w1, [Fast] Mat<Hidden, Hidden> w2, [Fast] Mat<Hidden, Out> w3) => Gelu(Gelu(x * w1) * w2) * w3;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x) => 1;

    [Momentum]
    static Scalar Move(Vec<Model> x) => 0;
}

/// <summary>SwiGLU, ½L2, decay.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareSwiGlu
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Hidden> wg, [Fast] Mat<D, Hidden> wu, [Fast] Mat<Hidden, Out> wd) => Silu(x * wg) * (x * wu) * wd;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, Σ|y − v|³.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareCubes
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => Sum(Pow(Abs(y - v), 3));

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, Σ Huber(y − v).</summary>
[TttLayer(Rope = false)]
public sealed partial class BareHuber
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => Sum(Huber(y - v, 0.5));

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, −⟨f, v⟩, the step of a mini-batch orthogonalised.</summary>
[TttLayer(Rope = false, ReadOut = ReadOut.ApplyThenUpdate)]
public sealed partial class BareMuon
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Update]
    static Mat<D, Out> Step(Mat<D, Out> w, Mat<D, Out> s) => w - NewtonSchulz(s);
}
