using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace Ttt.Benchmarks;

/// <summary>Matrix products of the sizes that language models and TTT layers use, on one thread.</summary>
public class MatrixProducts
{
    private Tensor _a = null!;
    private Tensor _b = null!;

    [Params("2048x768x768", "4096x128x384", "128x4096x384 TN", "64 of 16x32x32", "64 of 16x32x16 NT", "48 of 32x64x64")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        (_a, _b) = Shape switch
        {
            "2048x768x768" => (randn(2048, 768), randn(768, 768)),
            "4096x128x384" => (randn(4096, 128), randn(128, 384)),
            "128x4096x384 TN" => (randn(4096, 128).t(), randn(4096, 384)),
            "64 of 16x32x32" => (randn(64, 16, 32), randn(64, 32, 32)),
            "64 of 16x32x16 NT" => (randn(64, 16, 32), randn(64, 16, 32).mT),
            _ => (randn(48, 32, 64), randn(48, 64, 64)),
        };
    }

    [Benchmark]
    public void Matmul() => _a.matmul(_b).Dispose();
}

/// <summary>Elementwise work, reductions and a small differentiated step.</summary>
[MemoryDiagnoser]
public class TensorOperations
{
    private readonly Tensor _w = randn(128, 128).requires_grad_();
    private Tensor _x = null!;

    [Params(16, 1024, 8192)]
    public long Rows { get; set; }

    [GlobalSetup]
    public void Setup() => _x = randn(Rows, 128);

    [Benchmark]
    public void Add() => (_x + _x).Dispose();

    [Benchmark]
    public void Silu() => _x.silu().Dispose();

    [Benchmark]
    public void Softmax() => _x.softmax(-1).Dispose();

    [Benchmark]
    public void RowSums() => _x.sum([-1L]).Dispose();

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        _x.mm(_w).silu().square().mean().backward();
        _w.grad = null;
    }
}
