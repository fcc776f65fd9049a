using BenchmarkDotNet.Attributes;
using TorchSharp;
using Ttt.Layers;
using Ttt.Models;

namespace Ttt.Benchmarks;

/// <summary>One training step of a byte model, 4 layers, C = 256, T = 1024, B = 4: forward, with backward, and with clipping and AdamW.</summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private LanguageModel _model = null!;
    private torch.optim.Optimizer _optimizer = null!;
    private torch.Tensor _windows = null!;

    [Params("linear", "none")]
    public string Mixer { get; set; } = "linear";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        torch.set_num_threads(Threads);
        var config = new ModelConfig { HiddenSize = 256, NumHiddenLayers = 4, NumAttentionHeads = 4 };
        _model = Mixer == "none" ? new LanguageModel(config, 1, () => new NoMixer()) : new LanguageModel(config with { TttLayerType = Mixer }, 1);
        _optimizer = torch.optim.AdamW(_model.parameters(), 1e-3, 0.9, 0.95, 1e-8, 0.1);
        _windows = torch.randint(0, 256, [4, 1025], torch.ScalarType.Int64);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _windows.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    [Benchmark]
    public void Forward()
    {
        using var scope = torch.NewDisposeScope();
        _model.Loss(_windows);
    }

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = torch.NewDisposeScope();
        _model.zero_grad();
        _model.Loss(_windows).backward();
    }

    [Benchmark]
    public void Step()
    {
        ForwardAndBackward();
        torch.nn.utils.clip_grad_norm_(_model.parameters(), 1);
        _optimizer.step();
    }

    /// <summary>Mixes nothing: what a step costs without its sequence layers.</summary>
    private sealed class NoMixer() : SequenceMixer(nameof(NoMixer))
    {
        public override torch.Tensor forward(torch.Tensor input) => input.alias();

        public override (torch.Tensor Output, ISequenceState State) forward(torch.Tensor x_BTC, ISequenceState? state) => throw new NotSupportedException("This mixer keeps no state.");

        public override ISequenceState LoadState(Stream stream) => throw new NotSupportedException("This mixer keeps no state.");
    }
}
