using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Laws;

/// <summary>The gradient of everything that enters a layer is what moving it does.</summary>
public class FiniteDifferenceTests
{
    const double Step = 1e-5;

    [Theory]
    [MemberData(nameof(TestLayers.Names), MemberType = typeof(TestLayers))]
    public void BackwardIsTheSlope(string name)
    {
        using var layer = TestLayers.Random(name, TestLayers.Options() with { ShareQk = true, Gate = true });
        Check(layer, name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BackwardOfEveryOptionIsTheSlope(bool bidirectional)
    {
        using var layer = TestLayers.Random("reference", TestLayers.Options() with
        {
            Bias = true,
            Convolve = Views.All,
            Silu = Views.All,
            L2Norm = Views.QueryKey,
            RopeModulo = false,
            HeadNorm = true,
            Gate = true,
            GateActivation = GateActivation.Silu,
            TanhGate = true,
            Bidirectional = bidirectional,
        });
        Check(layer, "every option");
    }

    static void Check(TttLayer layer, string name)
    {
        using var scope = torch.NewDisposeScope();
        var x_BTC = TestLayers.Tokens(2, 7, requiresGrad: true);
        Loss(layer, x_BTC).backward();
        var targets = layer.named_parameters().Select(entry => (Name: entry.Item1, Tensor: (Tensor)entry.Item2)).Append(("x", x_BTC)).ToList();
        var random = new Random(3);
        foreach (var (what, tensor) in targets)
        {
            var direction = torch.tensor(Enumerable.Range(0, (int)tensor.numel()).Select(_ => random.NextDouble() - 0.5).ToArray(), tensor.shape, dtype: torch.float64);
            var slope = (tensor.grad! * direction).sum().item<double>();
            var numeric = (Moved(layer, x_BTC, tensor, direction, Step) - Moved(layer, x_BTC, tensor, direction, -Step)) / (2 * Step);
            Assert.True(Math.Abs(slope - numeric) <= 1e-6 * Math.Max(1, Math.Abs(numeric)), $"{name}, {what}: backward {slope:R}, finite differences {numeric:R}");
        }
    }

    static double Moved(TttLayer layer, Tensor x_BTC, Tensor tensor, Tensor direction, double step)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        var before = tensor.detach().clone();
        tensor.add_(direction * step);
        var loss = Loss(layer, x_BTC).item<double>();
        tensor.copy_(before);
        return loss;
    }

    static Tensor Loss(TttLayer layer, Tensor x_BTC)
    {
        var y = layer.forward(x_BTC);
        return (y * torch.arange(y.numel(), dtype: torch.float64).mul(0.7).cos().reshape(y.shape)).sum();
    }
}
