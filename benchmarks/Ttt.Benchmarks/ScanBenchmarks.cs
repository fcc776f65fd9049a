using BenchmarkDotNet.Attributes;
using TorchSharp;
using Ttt.Layers;

namespace Ttt.Benchmarks;

/// <summary>The inner loop of a generated layer alone, B = 1, H = 4, f = 64, K = 16: no projections, rotation, norm or gate.</summary>
[MemoryDiagnoser]
public class ScanBenchmarks
{
    private const int Width = 256, Heads = 4;

    private TttLayer _layer = null!;
    private ScanInputs _inputs = null!;
    private ScanInputs _token = null!;
    private torch.Tensor[] _leaves = null!;

    [Params("linear", "mlp", "mlp3", "swiglu")]
    public string Layer { get; set; } = "linear";

    [Params(ScanKernels.Simd, ScanKernels.Tensor)]
    public ScanKernels Kernels { get; set; }

    [Params(2048)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        torch.manual_seed(1);
        torch.set_num_threads(1);
        _layer = LayerCatalogue.Default.Create(Layer, new TttLayerOptions { Width = Width, Heads = Heads, MiniBatchSize = 16 });
        _layer.Kernels = Kernels;
        _inputs = Inputs(Tokens);
        _token = Inputs(1);
        _leaves = [_inputs.Tokens.Query, _inputs.Tokens.Key, _inputs.Tokens.Value, .. _inputs.Tokens.Gates, .. _inputs.State, .. _inputs.Slow];
    }

    [GlobalCleanup]
    public void Cleanup() => _layer.Dispose();

    [Benchmark]
    public void Forward()
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _layer.RunScan(_inputs);
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = torch.NewDisposeScope();
        var output = _layer.RunScan(_inputs).Output;
        torch.autograd.grad([output], _leaves, [torch.ones_like(output)], allow_unused: true);
    }

    /// <summary>The first token of a mini-batch.</summary>
    [Benchmark]
    public void DecodeOneToken()
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _layer.RunScan(_token);
    }

    private ScanInputs Inputs(int tokens)
    {
        using var noGrad = torch.no_grad();
        var views = _layer.Activations(torch.randn(1, tokens, Width));
        var inputs = _layer.Inputs(new ScanRows(Leaf(views.Query), Leaf(views.Key), Leaf(views.Value), [.. views.Gates.Select(Leaf)], Leaf(views.Position), null, [], []));
        return inputs with { State = [.. inputs.State.Select(Leaf)], Slow = [.. inputs.Slow.Select(Leaf)] };
    }

    private static torch.Tensor Leaf(torch.Tensor x) => x.detach().clone().requires_grad_(true);
}
