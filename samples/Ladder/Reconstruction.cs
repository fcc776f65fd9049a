using Ttt;
using static Ttt.Fn;

namespace Ladder;

/// <summary><see cref="Denoising"/> without corruption: the inner model learns to give back what it gets, ‖f(x) − x‖².</summary>
[TttLayer(MiniBatchSize = 16)]
public sealed partial class Reconstruction
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, D> w1, [Fast(Name = "b1")] Vec<D> b1,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(x * w1 + b1, gamma, beta);

    [View(Role.Key)]
    static Vec<D> Key(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => x * p;

    [View(Role.Value)]
    static Vec<D> Value(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => x * p;

    [View(Role.Query)]
    static Vec<D> Query(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => x * p;
}
