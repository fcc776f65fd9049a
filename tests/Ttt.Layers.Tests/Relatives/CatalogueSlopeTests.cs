using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>The backward of every layer of the catalogue is what moving its parameters and inputs does.</summary>
public class CatalogueSlopeTests
{
    const double Step = 1e-5;
    const int Directions = 3;

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void BackwardIsTheSlope(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = SmallLayers.Create(name, bidirectional: true);
        var x_BTC = TestLayers.Tokens(2, 11, requiresGrad: true);
        Loss(layer, x_BTC).backward();
        Tensor[] all = [.. layer.named_parameters().Select(entry => (Tensor)entry.Item2), x_BTC];
        var random = new Random(5);
        for (var n = 0; n < Directions; n++)
        {
            Tensor[] directions = [.. all.Select(tensor => torch.tensor(Enumerable.Range(0, (int)tensor.numel()).Select(_ => random.NextDouble() - 0.5).ToArray(), tensor.shape, dtype: torch.float64))];
            var slope = all.Zip(directions, (tensor, direction) => tensor.grad is { } grad ? (grad * direction).sum().item<double>() : 0).Sum();
            // Of fourth order: orthogonalisation curves strongly.
            double difference(double step) => Moved(layer, x_BTC, all, directions, step) - Moved(layer, x_BTC, all, directions, -step);
            var numeric = (8 * difference(Step) - difference(2 * Step)) / (12 * Step);
            Assert.True(Math.Abs(slope - numeric) <= 1e-6 * Math.Max(1, Math.Abs(numeric)), $"{name}: backward {slope:R}, finite differences {numeric:R}");
        }
    }

    [Theory]
    [MemberData(nameof(SmallLayers.Names), MemberType = typeof(SmallLayers))]
    public void EveryParameterMatters(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var layer = SmallLayers.Create(name, bidirectional: true);
        Loss(layer, TestLayers.Tokens(2, 11)).backward();
        foreach (var (key, parameter) in layer.named_parameters())
            Assert.True(parameter.grad is { } grad && grad.abs().max().item<double>() > 1e-9, $"{name}: nothing depends on {key}");
    }

    static double Moved(TttLayer layer, Tensor x_BTC, Tensor[] tensors, Tensor[] directions, double step)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        Tensor[] before = [.. tensors.Select(tensor => tensor.detach().clone())];
        foreach (var (tensor, direction) in tensors.Zip(directions)) tensor.add_(direction * step);
        var loss = Loss(layer, x_BTC).item<double>();
        foreach (var (tensor, old) in tensors.Zip(before)) tensor.copy_(old);
        return loss;
    }

    static Tensor Loss(TttLayer layer, Tensor x_BTC)
    {
        var y = layer.forward(x_BTC);
        return (y * torch.arange(y.numel(), dtype: torch.float64).mul(0.7).cos().reshape(y.shape)).sum();
    }
}
