using BenchmarkDotNet.Attributes;
using TorchSharp;

namespace Ttt.Benchmarks;

/// <summary>Matrix products of the sizes that models and scans use.</summary>
public class MatMulBenchmarks
{
    private torch.Tensor _a = null!;
    private torch.Tensor _b = null!;

    /// <summary>batch × rows × inner × columns.</summary>
    [Params("1x2048x768x768", "1x4096x128x384", "64x16x32x32", "64x16x64x64", "64x64x16x64")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var sizes = Shape.Split('x').Select(long.Parse).ToArray();
        torch.manual_seed(1);
        _a = torch.randn(sizes[0], sizes[1], sizes[2]);
        _b = torch.randn(sizes[0], sizes[2], sizes[3]);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Benchmark]
    public void MatMul()
    {
        using var product = torch.matmul(_a, _b);
    }
}
