using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>The bars of docs/performance.md.</summary>
static class BarSuite
{
    // per token and head at f = 64, K = 16, as the bars define them; TTT-MLP's backward pass computes two products a second time in it
    const double LinearForward = 27_900, LinearBoth = 92_900, MlpForward = 246_000, MlpBoth = 886_000;

    static readonly BenchShape Small = new(MiniBatch: 16);

    public static IReadOnlyList<Bar> Bars { get; } = [.. Shares(), .. Lengths(), .. Decoding(), .. Threads(), .. Means(), .. Models()];

    static IEnumerable<Bar> Shares() =>
    [
        Bar.Share("TTT-Linear forward, T = 2048", 0.55, Scan("linear", Pass.Forward), LinearForward),
        Bar.Share("TTT-Linear forward + backward, T = 2048", 0.42, Scan("linear", Pass.Training), LinearBoth),
        Bar.Share("TTT-MLP forward, T = 2048", 0.55, Scan("mlp", Pass.Forward), MlpForward),
        Bar.Share("TTT-MLP forward + backward, T = 2048", 0.42, Scan("mlp", Pass.Training), MlpBoth),
        Bar.Share("three-layer MLP forward, T = 2048", 0.30, Scan("mlp3", Pass.Forward)),
        Bar.Share("SwiGLU forward, T = 2048", 0.30, Scan("swiglu", Pass.Forward)),
    ];

    static IEnumerable<Bar> Lengths() =>
    [
        Bar.Times("TTT-Linear forward + backward, T = 16384 to T = 2048, per token", 1.1, false, Scan("linear", Pass.Training), Scan("linear", Pass.Training) with { Tokens = 16384 }),
        Bar.Times("TTT-MLP forward + backward, T = 16384 to T = 2048, per token", 1.1, false, Scan("mlp", Pass.Training), Scan("mlp", Pass.Training) with { Tokens = 16384 }),
    ];

    static IEnumerable<Bar> Decoding() =>
    [
        Bar.Time("TTT-Linear decode, a token and head", 0.9, Scan("linear", Pass.Decode) with { Tokens = 1 }),
        Bar.Time("TTT-MLP decode, a token and head", 8, Scan("mlp", Pass.Decode) with { Tokens = 1 }),
    ];

    static IEnumerable<Bar> Threads()
    {
        foreach (var (name, pass, text) in new[] { ("linear", Pass.Forward, "TTT-Linear forward"), ("linear", Pass.Training, "TTT-Linear forward + backward"), ("mlp", Pass.Training, "TTT-MLP forward + backward") })
        {
            var one = Scan(name, pass) with { Shape = Small with { Batch = 2 } };
            yield return Bar.Times($"{text}, B = 2, H = 4: one thread to two", 1.7, true, one with { Threads = 2 }, one);
        }
    }

    static IEnumerable<Bar> Means()
    {
        var tensor = Scan("linear", Pass.Training) with { Kernels = ScanKernels.Tensor };
        yield return Bar.Times("TTT-Linear forward + backward, T = 2048: tensor code to SIMD", 6, true, Scan("linear", Pass.Training) with { Kernels = ScanKernels.Simd }, tensor);
        yield return Bar.Times("TTT-Linear forward + backward, T = 2048, tensor code: primal to dual", 5, true, tensor, tensor with { Form = ScanForm.Primal });
    }

    // a byte model, 4 layers, C = 256; what takes longer than its products and scans at their bars may take a quarter of them
    static IEnumerable<Bar> Models() =>
    [
        Bar.Step("TTT-Linear byte model, training step, T = 1024, B = 4, 2 threads, to products at 80 % and scans at 42 % of peak", 1.25,
            new("linear", Extent.Model, Pass.Training, 1024, Small with { Batch = 4 }, ScanKernels.Auto, ScanForm.Dual, 2), 0.8, LinearBoth, 0.42),
    ];

    static BenchCase Scan(string layer, Pass pass) => new(layer, Extent.Scan, pass, 2048, Small, ScanKernels.Auto, ScanForm.Dual, 1);
}
