namespace Ttt.Generators.Tests.Parsing;

/// <summary>Members of classes that declare optimisers, for the tests of parsing.</summary>
static class Optimisers
{
    public const string Linear = "[InnerModel] static Vec<D> F(Vec<D> x, [Fast(Name = \"W\")] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u, [Fast] Vec<D> b) => Gelu(x * w) * u + b;\n";

    /// <summary>Every role at once.</summary>
    public const string Everything = """
        [InnerModel] static Vec<D> F(Vec<D> x, [Previous(1)] Vec<D> before, [Fast(Name = "W")] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u, [Fast(Learned = false)] Vec<D> b, [Slow(Name = "gamma")] Vec<D> g)
            => Gelu(x * w) * u + b * before + g;
        [InnerLoss] static Scalar Loss(Vec<D> k, [Previous(1)] Vec<D> before, Vec<Rank> v, [Fast] Mat<D, Hidden> w, [Fast] Mat<Hidden, D> u, [Fast] Vec<D> b, [Slow] Mat<D, Rank> read)
            => Sum(Huber((Gelu(k * w) * u + b * before) * read - v, 0.5));
        [View(Role.Key)] static Vec<Rank> Key(Vec<Model> x, [Slow(Name = "qk")] Mat<Model, Rank> k) => x * k;
        [View(Role.Query)] static Vec<Rank> Query(Vec<Model> x, [Slow(Name = "qk")] Mat<Model, Rank> k) => 2 * (x * k);
        [View(Role.Value)] static Vec<D> Value(Vec<Model> x, [Slow] Mat<Model, D> v) => x * v;
        [InnerTarget] static Vec<Rank> Target(Vec<D> v, Vec<D> k, [Slow] Mat<D, Rank> t) => (v - k) * t;
        [FeatureMap] static Vec<D> Map(Vec<Rank> x, [Slow] Mat<Rank, D> m) => Elu(x * m) + 1;
        [InnerRate] static Scalar Rate(Vec<Model> x, Vec<D> k, [Slow] Vec<Model> r) => Softplus(Dot(x, r)) / (1 + Dot(k, k));
        [InnerRate(Of = "w")] static Vec<Hidden> RateOfW(Vec<Model> x, [Slow] Mat<Model, Hidden> r) => Sigmoid(x * r);
        [Retention, Retention(Of = "b")] static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> a) => Sigmoid(Dot(x, a));
        [Momentum(Of = "u")] static Scalar Move(Vec<Model> x, [Slow(Name = "gate")] Vec<Model> a) => Sigmoid(Dot(x, a));
        [Momentum] static Scalar Other(Vec<Model> x, [Slow(Name = "gate")] Vec<Model> a) => Tanh(Dot(x, a));
        [Update] static Mat<R, C> Step<R, C>(Mat<R, C> w, Mat<R, C> s, Mat<R, C> w0, [Slow] Scalar keep) where R : IDim where C : IDim
            => ScaleColumns(w - keep * NewtonSchulz(s), ColumnNorms(w0) / ColumnNorms(w - s));
        [Update(Of = "u")] static Mat<Hidden, D> StepOfU(Mat<Hidden, D> w, Mat<Hidden, D> s, [Slow] Vec<D> keep) => ScaleColumns(w, keep) - s;
        [Update] static Vec<D> StepOfB(Vec<D> w, Vec<D> s) => w - s / (Norm(s) + 1);
        }
        [Dimension(Size = 3)] readonly struct Rank : IDim;
        static class Nothing
        {
        """;
}
