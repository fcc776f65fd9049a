using BenchmarkDotNet.Attributes;
using TorchSharp;
using Ttt.Layers;

namespace Ttt.Benchmarks;

/// <summary>A whole generated layer, C = 256, H = 4: prefill, training and decoding, in tokens of one sequence.</summary>
[MemoryDiagnoser]
public class LayerBenchmarks
{
    private TttLayer _layer = null!;
    private torch.Tensor _tokens = null!;
    private torch.Tensor _token = null!;
    private TttState _state = null!;

    [Params("linear", "mlp")]
    public string Layer { get; set; } = "linear";

    [Params(ScanKernels.Auto, ScanKernels.Tensor)]
    public ScanKernels Kernels { get; set; }

    [Params(2048)]
    public int Tokens { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        torch.manual_seed(1);
        _layer = LayerCatalogue.Default.Create(Layer, new TttLayerOptions { Width = 256, Heads = 4 });
        _layer.Kernels = Kernels;
        _tokens = torch.randn(1, Tokens, 256);
        _token = torch.randn(1, 1, 256);
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        (_, _state) = _layer.forward(_tokens, (TttState?)null);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _state.Dispose();
        _tokens.Dispose();
        _token.Dispose();
        _layer.Dispose();
    }

    [Benchmark]
    public void Forward()
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        _layer.forward(_tokens);
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = torch.NewDisposeScope();
        _layer.zero_grad();
        _layer.forward(_tokens).sum().backward();
    }

    [Benchmark]
    public void DecodeOneToken()
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var (_, next) = _layer.forward(_token, _state);
        next.Dispose();
    }
}
