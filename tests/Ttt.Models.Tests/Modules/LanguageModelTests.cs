namespace Ttt.Models.Tests.Modules;

public sealed class LanguageModelTests
{
    static readonly ModelConfig Small = new() { VocabSize = 11, HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true };

    static LanguageModel Model(ModelConfig config, long seed = 1)
    {
        var model = new LanguageModel(config, seed, () => new CumulativeMean(config.HiddenSize));
        return model.to(torch.ScalarType.Float64);
    }

    [Fact]
    public void Parameters_have_the_official_names()
    {
        using var model = Model(Small with { NumHiddenLayers = 1, TieWordEmbeddings = false });
        string[] expected =
        [
            "lm_head.weight", "model.embed_tokens.weight", "model.layers.0.conv.conv.bias", "model.layers.0.conv.conv.weight", "model.layers.0.conv.norm.weight",
            "model.layers.0.ffn_norm.weight", "model.layers.0.mlp.down_proj.weight", "model.layers.0.mlp.gate_proj.weight", "model.layers.0.mlp.up_proj.weight",
            "model.layers.0.seq_modeling_block.scale", "model.layers.0.seq_norm.weight", "model.norm.weight",
        ];
        Assert.Equal(expected, model.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tied_models_without_convolution_have_fewer_parameters()
    {
        using var model = Model(Small with { PreConv = false });
        Assert.DoesNotContain(model.named_parameters(), p => p.name.Contains("lm_head") || p.name.Contains("conv"));
        Assert.Equal(11 * 8 + 8 + 2 * (8 + 8 + 8 + 3 * 8 * 12), model.ParameterCount);
    }

    [Fact]
    public void The_seed_decides_the_weights()
    {
        using var scope = torch.NewDisposeScope();
        using var first = Model(Small);
        using var again = Model(Small);
        using var other = Model(Small, seed: 2);
        var ids = TensorAssert.Ids(1, 11, 1, 5);
        TensorAssert.Close(first.call(ids), again.call(ids), 0);
        Assert.NotEqual(TensorAssert.Values(first.call(ids)), TensorAssert.Values(other.call(ids)));
    }

    [Theory]
    [InlineData(null, 0.7 / 8)]
    [InlineData(0.02, 0.02)]
    public void Initial_weights_have_the_stated_deviations(double? configured, double expected)
    {
        using var model = Model(Small with { VocabSize = 500, HiddenSize = 64, IntermediateSize = 128, InitializerRange = configured });
        foreach (var (name, parameter) in model.named_parameters())
        {
            var values = TensorAssert.Values(parameter);
            var deviation = Math.Sqrt(values.Select(v => v * v).Average());
            if (name.Contains("norm"))
                Assert.All(values, v => Assert.Equal(1, v));
            else if (name.Contains("conv.conv"))
                Assert.InRange(values.Max(Math.Abs), 0.3, 0.5);
            else if (!name.Contains("scale"))
                Assert.InRange(deviation, 0.95 * expected, 1.05 * expected);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Every_split_gives_the_same_logits_and_state(int size)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model(Small);
        var ids = TensorAssert.Ids(2, 11, 2, 10);
        var (whole, end) = model.forward(ids, (ModelState?)null);
        TensorAssert.Close(model.call(ids), whole, 1e-13);
        var logits = new List<Tensor>();
        ModelState? state = null;
        for (var start = 0; start < 10; start += size)
        {
            (var piece, var next) = model.forward(ids.narrow(1, start, Math.Min(size, 10 - start)), state);
            state?.Dispose();
            state = next;
            logits.Add(piece);
        }
        TensorAssert.Close(whole, torch.cat(logits, 1), 1e-13);
        Assert.Equal(10, state!.Position);
        for (var i = 0; i < 2; i++)
        {
            TensorAssert.Close(end.Blocks[i].Mixer.Tensors["sum"], state.Blocks[i].Mixer.Tensors["sum"], 1e-13);
            TensorAssert.Close(end.Blocks[i].ConvolutionTail!, state.Blocks[i].ConvolutionTail!, 1e-13);
        }
        var (last, after) = model.forward(ids, null, lastOnly: true);
        TensorAssert.Close(whole.narrow(1, 9, 1), last, 1e-13);
        foreach (var used in new[] { end, state, after })
            used.Dispose();
    }

    [Fact]
    public void A_token_changes_nothing_before_it_and_nothing_in_other_rows()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model(Small);
        var ids = TensorAssert.Ids(3, 11, 2, 9);
        var changed = ids.clone();
        var token = changed.narrow(0, 0, 1).narrow(1, 5, 1);
        token.copy_(torch.tensor((token.item<long>() + 1) % 11));
        var (before, after) = (model.call(ids), model.call(changed));
        TensorAssert.Close(before.narrow(1, 0, 5), after.narrow(1, 0, 5), 0);
        TensorAssert.Close(before.narrow(0, 1, 1), after.narrow(0, 1, 1), 0);
        Assert.NotEqual(TensorAssert.Values(before.narrow(0, 0, 1)), TensorAssert.Values(after.narrow(0, 0, 1)));
    }

    [Fact]
    public void The_loss_is_the_mean_cross_entropy_of_the_next_token()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model(Small);
        var windows = TensorAssert.Ids(4, 11, 2, 6);
        var logits = TensorAssert.Values(model.call(windows));
        var ids = windows.data<long>().ToArray();
        var sum = 0.0;
        for (var row = 0; row < 2; row++)
            for (var t = 0; t < 5; t++)
            {
                var values = logits.AsSpan((row * 6 + t) * 11, 11).ToArray();
                sum += Math.Log(values.Sum(Math.Exp)) - values[ids[row * 6 + t + 1]];
            }
        Assert.Equal(sum / 10, model.Loss(windows).item<double>(), 12);
    }

    [Fact]
    public void The_gradient_of_the_whole_model_is_that_of_finite_differences()
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(Small with { HiddenSize = 4, IntermediateSize = 3, VocabSize = 5 });
        using (torch.no_grad())
            foreach (var parameter in model.parameters())
                parameter.mul_(8);
        var windows = TensorAssert.Ids(5, 5, 1, 6);
        FiniteDifferences.Check(() => model.Loss(windows), [.. model.parameters()], tolerance: 1e-5);
    }

    [Fact]
    public void A_state_survives_cloning_and_its_file()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(Small, 1, () => new CumulativeMean(Small.HiddenSize));
        var ids = TensorAssert.Ids(6, 11, 1, 7);
        var (_, state) = model.forward(ids, (ModelState?)null);
        using var copy = state.Clone();
        state.Save(folder.File("state"));
        var (expected, next) = model.forward(ids, state);
        state.Dispose();
        next.Dispose();
        using var loaded = ModelStateFile.Load(folder.File("state"), model);
        foreach (var start in new[] { copy, loaded })
        {
            Assert.Equal(7, start.Position);
            var (logits, end) = model.forward(ids, start);
            TensorAssert.Close(expected, logits, 0);
            end.Dispose();
        }
        using var other = new LanguageModel(Small with { NumHiddenLayers = 3 }, 1, () => new CumulativeMean(Small.HiddenSize));
        Assert.Contains("this model needs 6", Assert.Throws<TttException>(() => ModelStateFile.Load(folder.File("state"), other)).Message);
    }
}
