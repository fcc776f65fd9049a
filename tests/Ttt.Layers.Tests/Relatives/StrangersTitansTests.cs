using Ttt.Layers.Tests.Support;
using static Ttt.Fn;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>
/// The memory of Titans as somebody declared it who had read docs/language.md and nothing else: S_t = m_t S_{t−1} − θ_t ∇‖M(k_t) − v_t‖², M_t = (1 − a_t) M_{t−1} + S_t,
/// z_t = M_t(q_t), M(x) = x + silu(x W1) W2, gradients at the start of a mini-batch of 32.
/// </summary>
[TttLayer(
    Mode = GradientDescent.MiniBatch, MiniBatchSize = 32,
    PositionFactor = PositionFactor.None,
    ReadOut = ReadOut.UpdateThenApply,
    Decay = Decay.AfterGradient,
    MomentumPer = MomentumPer.Token,
    Convolve = Views.All, ConvKernel = 4, Silu = Views.All, L2Norm = Views.QueryKey,
    Rope = false, HeadNorm = false, PostNorm = false, Gate = false)]
public sealed partial class StrangersTitans
{
    [InnerModel]
    static Vec<D> Memory(Vec<D> x, [Fast] Mat<D, Hidden> w1, [Fast] Mat<Hidden, D> w2) => x + Silu(x * w1) * w2;

    [InnerLoss]
    static Scalar Loss(Vec<D> y, Vec<D> v) => Sum(Square(y - v));

    [InnerRate]
    static Scalar Theta(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => 0.1 * Sigmoid(Dot(x, w) + b);

    [Momentum]
    static Scalar Inertia(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => Sigmoid(Dot(x, w) + b);

    [Retention]
    static Scalar Keep(Vec<Model> x, [Slow] Vec<Model> w, [Slow] Scalar b) => 1 - Sigmoid(Dot(x, w) + b);
}

public class StrangersTitansTests
{
    const int Size = 3, Hidden = 12, Heads = 2, Tokens = 40, MiniBatch = 32;

    [Fact]
    public void TheDeclarationIsTheEquations()
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        torch.manual_seed(11);
        using var layer = new StrangersTitans(new TttLayerOptions { Width = 6, Heads = Heads });
        layer.to(torch.float64);
        foreach (var (name, parameter) in layer.named_parameters()) parameter.copy_(torch.randn(parameter.shape, dtype: torch.float64) * 0.5);
        var x_BTC = torch.randn(1, Tokens, 6, dtype: torch.float64);
        var all = layer.Activations(x_BTC);
        Near.Equal(all.InnerOutput.matmul(layer.get_parameter("o_proj.weight")!.t()), all.Output, 1e-12, "output");
        var lengths = all.Query.square().sum(-1);
        Near.Equal(torch.ones_like(lengths), lengths, 1e-9, "length of queries");
        var inner = all.InnerOutput.reshape(Tokens, Heads, Size);
        for (var head = 0; head < Heads; head++)
            Near.Equal(Expected(layer, x_BTC, all, head), inner.select(1, head), 1e-10, $"head {head}");
    }

    /// <summary>z of all tokens of a head, [T,D], token by token with the gradient by hand.</summary>
    static Tensor Expected(StrangersTitans layer, Tensor x_BTC, TttActivations all, int head)
    {
        Tensor gate(string role)
        {
            var (w, b) = (layer.get_parameter(role + ".w")!.select(0, head), layer.get_parameter(role + ".b")!.select(0, head));
            return (x_BTC[0].matmul(w) + b).sigmoid();
        }
        var (theta, m, a) = (0.1 * gate("rate"), gate("momentum"), gate("retention"));
        Tensor[] memory = [layer.get_parameter("w1")!.select(0, head).clone(), layer.get_parameter("w2")!.select(0, head).clone()];
        Assert.Equal([Size, Hidden], memory[0].shape);
        Tensor[] anchor = memory, surprise = [torch.zeros_like(memory[0]), torch.zeros_like(memory[1])];
        var answers = new List<Tensor>();
        for (var t = 0; t < Tokens; t++)
        {
            Tensor row(Tensor view) => view.select(0, 0).select(0, head).narrow(0, t, 1);
            if (t % MiniBatch == 0) anchor = memory;
            var gradient = Gradient(anchor, row(all.Key), row(all.Value));
            surprise = [m[t] * surprise[0] - theta[t] * gradient[0], m[t] * surprise[1] - theta[t] * gradient[1]];
            memory = [(1 - a[t]) * memory[0] + surprise[0], (1 - a[t]) * memory[1] + surprise[1]];
            answers.Add(Answer(memory, row(all.Query)));
        }
        return torch.cat(answers, 0);
    }

    static Tensor Answer(Tensor[] memory, Tensor x) => x + torch.nn.functional.silu(x.matmul(memory[0])).matmul(memory[1]);

    /// <summary>∇‖M(k) − v‖².</summary>
    static Tensor[] Gradient(Tensor[] memory, Tensor k, Tensor v)
    {
        var hidden = k.matmul(memory[0]);
        var error = 2 * (Answer(memory, k) - v);
        var gate = hidden.sigmoid();
        var back = error.matmul(memory[1].t()) * (gate * (1 + hidden * (1 - gate)));
        return [k.t().matmul(back), (hidden * gate).t().matmul(error)];
    }
}
