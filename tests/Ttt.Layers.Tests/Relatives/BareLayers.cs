using static Ttt.Fn;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>The columns of bare fast matrices.</summary>
[Dimension(Size = 4)]
public readonly struct Out : IDim;

/// <summary>f(x) = xW, ½L2.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareLinear
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, ‖f − v‖².</summary>
[TttLayer(Rope = false)]
public sealed partial class BareSquares
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => Sum(Square(y - v));

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, −⟨f, v⟩.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareDot
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>The same, read before the mini-batch.</summary>
[TttLayer(Rope = false, ReadOut = ReadOut.ApplyThenUpdate)]
public sealed partial class BareDotBefore
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>The same, read at the end of the mini-batch.</summary>
[TttLayer(Rope = false, ReadOut = ReadOut.ChunkEnd)]
public sealed partial class BareDotEnd
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerLoss]
    static Scalar Loss(Vec<Out> y, Vec<Out> v) => -Dot(y, v);

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, ½L2, a rate for every column.</summary>
[TttLayer(Rope = false, Mode = GradientDescent.Online)]
public sealed partial class BareColumns
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerRate]
    static Vec<Out> Rate(Vec<Model> x, [Slow] Mat<Model, Out> r) => x * r;
}

/// <summary>f(x) = xW, ½L2, the gradient at the weights before they shrink.</summary>
[TttLayer(Rope = false, Mode = GradientDescent.Online)]
public sealed partial class BareDecay
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x) => 1;
}

/// <summary>f(x) = xW, ½L2, momentum and decay.</summary>
[TttLayer(Rope = false)]
public sealed partial class BareTitans
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x) => 1;

    [Momentum]
    static Scalar Move(Vec<Model> x) => 0;
}

/// <summary>f(x) = xW, ½L2 of a window, decay.</summary>
[TttLayer(Rope = false, Window = 2)]
public sealed partial class BareOmega
{
    [InnerModel]
    static Vec<Out> F(Vec<D> x, [Fast] Mat<D, Out> w) => x * w;

    [InnerRate]
    static Scalar Rate(Vec<Model> x) => 1;

    [Retention]
    static Scalar Keep(Vec<Model> x) => 1;
}
