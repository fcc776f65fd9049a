using Ttt.Layers;

namespace Ttt.Models.Tests.Modules;

/// <summary>The state of a model is a value: joined, split, saved, shared by nobody, and gradients flow through it.</summary>
public sealed class ModelStateTests
{
    public static TheoryData<string> Layers => [.. LayerCatalogue.Default.Layers.Where(layer => layer.Declaration.IsCausal).Select(layer => layer.Name), "attention", "mamba"];

    static LanguageModel Model(string layer) => new(
        new ModelConfig { VocabSize = 13, HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 4, InitializerRange = 0.3, TttLayerType = layer }.WithBackbone("mamba"), 4);

    [Theory, MemberData(nameof(Layers))]
    public void Sequences_are_joined_and_split_saved_and_restored_in_mid_sequence(string layer)
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model(layer);
        var (ids, more) = (TensorAssert.Ids(1, 13, 3, 7), TensorAssert.Ids(2, 13, 3, 6));
        using var together = model.forward(ids, (ModelState?)null).State;
        var expected = model.forward(more, together);
        var alone = together.Split();
        using var joined = ModelState.Join(alone);
        joined.Save(folder.File("state"));
        using var loaded = ModelStateFile.Load(folder.File("state"), model);
        foreach (var state in new[] { joined, loaded })
        {
            Assert.Equal((7L, 3L), (state.Position, state.Sequences));
            var again = model.forward(more, state);
            Assert.Equal(TensorAssert.Values(expected.Logits), TensorAssert.Values(again.Logits));
            again.State.Dispose();
        }
        using var turned = ModelState.Join([alone[2], alone[0]]);
        var two = model.forward(more.index_select(0, torch.tensor([2L, 0])), turned);
        TensorAssert.Close(expected.Logits.index_select(0, torch.tensor([2L, 0])), two.Logits, 1e-5);
        Assert.Contains("one position", Assert.Throws<ArgumentException>(() => ModelState.Join([two.State, alone[0]])).Message);
        foreach (var state in alone.Append(expected.State).Append(two.State))
            state.Dispose();
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("attention")]
    [InlineData("mamba")]
    public void A_loss_has_the_gradient_of_the_state_it_starts_from(string layer)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(layer);
        model.to(torch.float64);
        // joined: in memory of its own, as finite differences need it
        using var state = ModelState.Join([model.forward(TensorAssert.Ids(1, 13, 2, 6), (ModelState?)null).State.Detach()]);
        var batch = new TokenBatch(2, [.. Enumerable.Range(0, 10).Select(i => i * 5L % 13)], [.. Enumerable.Range(0, 10).Select(i => i * 7L % 13)]);
        Tensor[] variables = [.. state.Blocks.SelectMany(block => block.Mixer.Tensors.Values).Select(tensor => tensor.requires_grad_(true))];
        FiniteDifferences.Check(() =>
        {
            var (loss, next) = model.Loss(batch, state);
            next.Dispose();
            return loss;
        }, variables, tolerance: 1e-5);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("DeltaNet")]
    [InlineData("attention")]
    [InlineData("mamba")]
    public void Sessions_on_several_threads_give_the_bytes_of_each_alone(string layer)
    {
        using var model = Model(layer);
        byte[] Session(int number)
        {
            using var scope = torch.NewDisposeScope();
            using var noGradient = torch.no_grad();
            var ids = TensorAssert.Ids(number, 13, 1, 40);
            var output = new MemoryStream();
            ModelState? state = null;
            // pieces of many tokens and of one, as reading and writing have them
            for (var at = 0; at < 40;)
            {
                var count = at < 20 ? 5 + number % 3 : 1;
                var (logits, next) = model.forward(ids.narrow(1, at, count), state);
                state?.Dispose();
                state = next;
                output.Write(logits.contiguous().bytes);
                at += count;
            }
            state?.Dispose();
            return output.ToArray();
        }
        var alone = Enumerable.Range(0, 8).Select(Session).ToArray();
        var together = new byte[8][];
        var threads = Enumerable.Range(0, 8).Select(number => new Thread(() => together[number] = Session(number))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        for (var number = 0; number < 8; number++)
            Assert.True(alone[number].AsSpan().SequenceEqual(together[number]), $"session {number}");
    }
}
