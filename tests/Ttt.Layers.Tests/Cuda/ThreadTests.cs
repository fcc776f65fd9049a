using Ttt.Cuda;
using Ttt.Layers.Tests.Kernels;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Cuda;

/// <summary>No thread of a block meets another at a number between two barriers.</summary>
public class ThreadTests
{
    const int Roomy = 1 << 16;

    [ThreadTheory]
    [InlineData("linear", 16, torch.ScalarType.Float32)]
    [InlineData("linear", 8, torch.ScalarType.BFloat16)]
    [InlineData("titans", 8, torch.ScalarType.Float32)]
    [InlineData("mesa", 8, torch.ScalarType.Float32)]
    public void BlocksOfThreadsHaveNoRaces(string name, int headSize, torch.ScalarType products)
    {
        using var scope = torch.NewDisposeScope();
        using var rounding = Autocast.To(products);
        var size = new KernelSize(1, headSize, 16, 8, 1, 19);
        using var layer = KernelLayers.Create(name, size);
        layer.to(torch.float32);
        var x_BTC = KernelLayers.Tokens(size).to_type(torch.float32);
        layer.RunOn(new HostMachine(Roomy, backwards: false));
        var want = Pieces.Run(layer, x_BTC, size.Tokens - 2, 2);
        layer.RunOn(new ThreadedMachine(Roomy));
        Pieces.AssertSame(want, Pieces.Run(layer, x_BTC, size.Tokens - 2, 2), 1e-6, name);
    }

    [ThreadFact]
    public void ARaceIsSeen()
    {
        const string Race = """
            TTT_DEVICE void Race(const Call&, Arena arena, int)
            {
                TTT_REGION(t)
                    arena.shared[t] = t;
                TTT_REGION(t)
                    arena.shared[t] += arena.shared[(t + 1) % TTT_COUNT];
            }
            """;
        var code = new DeviceCode([Race], "Race", [], 1, 1, 1, 64, 1, ProductPrecision.Float32);
        var call = new DeviceCall { Rows = 1, Keys = 1, Most = 1, Heads = 1, SharedFloats = 64, Memory = [] };
        var seen = Assert.Throws<InvalidOperationException>(() => new ThreadedMachine(64).Launch(code, call, 1));
        Assert.Contains("data race", seen.Message, StringComparison.Ordinal);
    }
}
