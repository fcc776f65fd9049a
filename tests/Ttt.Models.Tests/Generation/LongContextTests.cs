namespace Ttt.Models.Tests.Generation;

/// <summary>What generation keeps of a text does not grow with the text, unless a layer keeps all of it.</summary>
public sealed class LongContextTests
{
    const int Chunk = 5000;

    static LanguageModel Model(string layer) => new(
        new() { TttLayerType = layer, VocabSize = 16, HiddenSize = 8, IntermediateSize = 0, NumHiddenLayers = 1, NumAttentionHeads = 1, InitializerRange = 0.3 }, 2);

    [Theory]
    [InlineData("linear", 1_000_000)]
    [InlineData("mamba", 100_000)]
    public void The_state_has_the_same_bytes_wherever_it_stands(string layer, long last)
    {
        var sizes = StateBytes(Model(layer), 100, 1000, 10_000, last);
        Assert.True(sizes[0].Bytes > 0);
        Assert.Single(sizes.Select(s => s.Bytes).Distinct());
        Assert.Equal([100, 101, 102, 103, 1000, 1001, 1002, 1003], sizes.Take(8).Select(s => s.Position));
        Assert.Equal(last + 3, sizes[^1].Position);
    }

    [Fact]
    public void That_of_attention_grows_with_every_token()
    {
        var sizes = StateBytes(Model("attention"), 100, 1000, 3000);
        Assert.All(sizes, s => Assert.Equal(sizes[0].Bytes + (s.Position - 100) * 2 * 8 * sizeof(float), s.Bytes));
    }

    // reads to each position in chunks, and decodes three tokens there
    static List<(long Position, long Bytes)> StateBytes(LanguageModel model, params long[] positions)
    {
        using var owned = model;
        using var noGradient = torch.no_grad();
        using var ids = TensorAssert.Ids(1, 16, 1, Chunk);
        var sizes = new List<(long, long)>();
        ModelState? state = null;
        foreach (var position in positions)
        {
            while ((state?.Position ?? 0) < position)
                state = Read(model, ids, Math.Min(Chunk, position - (state?.Position ?? 0)), state);
            sizes.Add((state!.Position, Bytes(state)));
            for (var i = 0; i < 3; i++)
            {
                state = Read(model, ids, 1, state);
                sizes.Add((state.Position, Bytes(state)));
            }
        }
        state!.Dispose();
        return sizes;
    }

    static ModelState Read(LanguageModel model, Tensor ids, long count, ModelState? state)
    {
        using var scope = torch.NewDisposeScope();
        var (logits, next) = model.forward(ids.narrow(1, 0, count), state, lastOnly: true);
        Assert.True(double.IsFinite(logits.sum().item<float>()));
        state?.Dispose();
        return next;
    }

    static long Bytes(ModelState state) => state.Blocks.Sum(b => b.Mixer.Tensors.Values.Sum(t => t.NumberOfElements)) * sizeof(float);
}
