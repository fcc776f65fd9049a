using Ttt;
using static Ttt.Fn;

namespace Ladder;

/// <summary>
/// The task that the paper begins with (arXiv:2407.04620, section 2.1): the inner model learns to restore an input from a corrupted copy, ‖f(x̃) − x‖². Of every feature
/// the copy keeps little more than the sign. Key, value and query are one projection: nothing of the task is learned but what the input is.
/// </summary>
[TttLayer(MiniBatchSize = 16)]
public sealed partial class Denoising
{
    [InnerModel]
    static Vec<D> F(
        Vec<D> x, [Fast(Name = "W1")] Mat<D, D> w1, [Fast(Name = "b1")] Vec<D> b1,
        [Slow(Name = "ttt_norm_weight", Init = Init.One)] Vec<D> gamma, [Slow(Name = "ttt_norm_bias")] Vec<D> beta)
        => x + LayerNorm(x * w1 + b1, gamma, beta);

    [View(Role.Key)]
    static Vec<D> Corrupted(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => Tanh(4 * (x * p));

    [View(Role.Value)]
    static Vec<D> Input(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => x * p;

    [View(Role.Query)]
    static Vec<D> Query(Vec<Model> x, [Slow(Name = "features")] Mat<Model, D> p) => x * p;
}
