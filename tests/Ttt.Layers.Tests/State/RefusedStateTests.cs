using Ttt.Layers.Tests.Reference;
using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.State;

/// <summary>A state that does not fit is refused in words.</summary>
public class RefusedStateTests
{
    static readonly TttLayerOptions Options = TestLayers.Options();

    static string Refusal(TttLayerOptions made, TttLayerOptions continued, int batch = 2, torch.ScalarType? type = null)
    {
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        using var first = TestLayers.Random("reference", made);
        using var second = TestLayers.Random("reference", continued);
        if (type is { } other) second.to(other);
        using var state = first.forward(TestLayers.Tokens(2, 5), (TttState?)null).State;
        var x_BTC = TestLayers.Tokens(batch, 3).to_type(type ?? torch.float64);
        return Assert.Throws<ArgumentException>(() => second.forward(x_BTC, state)).Message;
    }

    [Fact]
    public void OfAnotherBatch() => Assert.Contains("for this layer and a batch of 3 it should be [3,2,6,6]", Refusal(Options, Options, batch: 3));

    [Fact]
    public void OfAnotherMiniBatchSize() => Assert.Contains("mini-batches of 4, the layer has mini-batches of 8", Refusal(Options, Options with { MiniBatchSize = 8 }));

    [Fact]
    public void OfAnotherMode() => Assert.Contains("the layer has one unending mini-batch", Refusal(Options, Options with { Mode = GradientDescent.Batch }));

    [Fact]
    public void WithoutConvolutions() => Assert.Contains("lacks conv_qk", Refusal(Options, Options with { ShareQk = true }));

    [Fact]
    public void OfAnotherSize() => Assert.Contains("W1 has shape [2,2,6,6]", Refusal(Options, Options with { Heads = 3 }));

    [Fact]
    public void OfAnotherType() => Assert.Contains("Float64", Refusal(Options, Options, type: torch.float32));

    [Fact]
    public void OfAnotherLayer()
    {
        using var layer = new LinearReference(Options);
        using var state = new TttState("other", 4, 0, []);
        using var x_BTC = torch.zeros(1, 2, TestLayers.Width);
        Assert.Contains("the state of a layer other", Assert.Throws<ArgumentException>(() => layer.forward(x_BTC, state)).Message);
    }

    [Fact]
    public void OfAnotherKind()
    {
        using var layer = new LinearReference(Options);
        using var x_BTC = torch.zeros(1, 2, TestLayers.Width);
        Assert.Contains("cannot continue from a Foreign", Assert.Throws<ArgumentException>(() => ((SequenceMixer)layer).forward(x_BTC, new Foreign())).Message);
    }

    sealed class Foreign : ISequenceState
    {
        public long Position => 0;

        public IReadOnlyDictionary<string, Tensor> Tensors { get; } = new Dictionary<string, Tensor>();

        public ISequenceState Clone() => this;

        public ISequenceState Detach() => this;

        public ISequenceState Select(params long[] sequences) => this;

        public ISequenceState Join(IReadOnlyList<ISequenceState> others) => this;

        public void Save(string path) => File.WriteAllBytes(path, []);

        public void Save(Stream stream) => stream.Flush();

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
