using Ttt.Layers;

namespace Ttt.Models.Tests.Mixers;

/// <summary>Mixers chosen by configuration: one kind for all blocks, or one for each.</summary>
public sealed class HybridTests
{
    static readonly ModelConfig Small = new() { VocabSize = 31, HiddenSize = 16, NumHiddenLayers = 3, NumAttentionHeads = 4, NumKeyValueHeads = 2, MiniBatchSize = 4, InitializerRange = 0.2 };

    public static TheoryData<string, string, int> Stacks => new()
    {
        { "attention", "transformer", 24 },
        { "attention,linear", "transformer", 24 },
        { "linear,full_attention,mlp", "mamba", 24 },
        { "attention,full_attention", "mamba", 0 },
        { "mamba", "transformer", 0 },
        { "mamba,attention,linear", "transformer", 24 },
    };

    static ModelConfig Config(string layers, string backbone = "transformer", int swiGlu = 24) => (layers.Contains(',')
        ? Small with { LayerTypes = layers.Split(','), SlidingWindow = 5, IntermediateSize = swiGlu }
        : Small with { TttLayerType = layers, IntermediateSize = swiGlu }).WithBackbone(backbone);

    [Fact]
    public void Attention_without_rotation_does_not_know_the_order_of_earlier_tokens()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var ids = TensorAssert.Ids(1, 31, 1, 9);
        var turned = torch.cat([ids.narrow(1, 0, 8).flip(1), ids.narrow(1, 8, 1)], 1);
        foreach (var rope in new bool?[] { false, null })
        {
            using var model = new LanguageModel(Config("attention") with { NumHiddenLayers = 1, Rope = rope }, 3);
            model.to(torch.ScalarType.Float64);
            var difference = (model.call(ids) - model.call(turned)).narrow(1, 8, 1).abs().max().item<double>();
            Assert.True(rope == false ? difference < 1e-12 : difference > 1e-3, $"{difference}");
        }
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void Every_split_gives_the_same_logits_and_a_state_file_continues(string layers, string backbone, int swiGlu)
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(Config(layers, backbone, swiGlu), 3);
        model.to(torch.ScalarType.Float64);
        var ids = TensorAssert.Ids(1, 31, 2, 13);
        var whole = model.call(ids);
        var (head, state) = model.forward(ids.narrow(1, 0, 6), (ModelState?)null);
        state.Save(folder.File("state"));
        state.Dispose();
        using var loaded = ModelStateFile.Load(folder.File("state"), model);
        var (tail, end) = model.forward(ids.narrow(1, 6, 7), loaded);
        TensorAssert.Close(whole, torch.cat([head, tail], 1), 1e-11);
        Assert.Equal(13, end.Position);
        end.Dispose();
    }

    [Theory]
    [MemberData(nameof(Stacks))]
    public void A_checkpoint_of_it_loads_and_generates_the_same(string layers, string backbone, int swiGlu)
    {
        using var folder = new TemporaryFolder();
        using var model = new LanguageModel(Config(layers, backbone, swiGlu) with { VocabSize = 256 }, 3);
        AtomicFile.WriteText(folder.File("config.json"), ModelConfigJson.Write(model.Config));
        ModelWeights.Save(model, folder.File("model.safetensors"));
        using var loaded = CheckpointFolder.LoadModel(folder.File("model.safetensors"));
        var options = new GenerationOptions { MaxTokens = 12, Seed = 2 };
        Assert.Equal(new TextGenerator(model, new ByteTokenizer()).Generate("ab", options), new TextGenerator(loaded, new ByteTokenizer()).Generate("ab", options));
    }

    [Fact]
    public void The_pattern_repeats_from_block_to_block()
    {
        using var model = new LanguageModel(Config("attention,linear") with { NumHiddenLayers = 5 }, 1);
        Assert.Equal([true, false, true, false, true], model.Backbone.Blocks.Select(block => block.Mixer is CausalAttention));
        Assert.All(model.Backbone.Blocks.Where((_, i) => i % 2 == 1), block => Assert.Equal("linear", Assert.IsAssignableFrom<TttLayer>(block.Mixer).Description.Name));
        Assert.Equal("attention+linear", model.Config.LayerTypesText);
    }

    [Fact]
    public void The_settings_of_attention_reach_it()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(Config("attention,full_attention") with { HeadDim = 6, ViewBias = true }, 1);
        var parameters = model.Backbone.Blocks[0].Mixer.named_parameters().ToDictionary(p => p.name, p => p.parameter.shape);
        Assert.Equal([24, 16], parameters["q_proj.weight"]);
        Assert.Equal([12, 16], parameters["k_proj.weight"]);
        Assert.Equal([12], parameters["v_proj.bias"]);
        Assert.Equal([16, 24], parameters["o_proj.weight"]);
        using var state = model.forward(TensorAssert.Ids(1, 31, 1, 9), (ModelState?)null).State;
        Assert.Equal([5, 9, 5], state.Blocks.Select(block => block.Mixer.Tensors["key"].shape[2]));
    }

    [Fact]
    public void Blocks_of_width_zero_have_no_feed_forward_part()
    {
        using var model = new LanguageModel(Config("attention", swiGlu: 0), 1);
        Assert.DoesNotContain(model.named_parameters(), p => p.name.Contains("mlp", StringComparison.Ordinal) || p.name.Contains("ffn_norm", StringComparison.Ordinal));
        Assert.Equal(0, ModelConfigJson.Parse(ModelConfigJson.Write(model.Config), "a").SwiGluWidth);
    }

    [Fact]
    public void Each_layer_of_a_hybrid_takes_its_own_dimensions()
    {
        var config = Config("linear,mlp") with { TttDimensions = new SortedDictionary<string, int> { ["Hidden"] = 5 } };
        using var model = new LanguageModel(config, 1);
        Assert.Equal(5, Assert.IsAssignableFrom<TttLayer>(model.Backbone.Blocks[1].Mixer).Sizes["Hidden"]);
        var message = Assert.Throws<TttException>(() => new LanguageModel(config with { TttDimensions = new SortedDictionary<string, int> { ["Rank"] = 5 } })).Message;
        Assert.Equal("'ttt_dimensions' gives Rank, which no layer of linear+mlp has", message);
    }

    [Fact]
    public void The_configuration_is_written_and_read()
    {
        var config = Config("attention,mlp") with { MambaDState = 8, MambaExpand = 3, MambaDtRank = 2 };
        var text = ModelConfigJson.Write(config);
        var again = ModelConfigJson.Parse(text, "a");
        Assert.Equal(["attention", "mlp"], again.LayerTypes!);
        Assert.Equal((2, 5, 8, 3, 2), (again.NumKeyValueHeads, again.SlidingWindow, again.MambaDState, again.MambaExpand, again.MambaDtRank));
        Assert.Equal(text, ModelConfigJson.Write(again));
        Assert.DoesNotContain("layer_types", ModelConfigJson.Write(Small));
    }

    [Theory]
    [InlineData("{\"layer_types\": []}", "'layer_types' has an empty entry or none")]
    [InlineData("{\"layer_types\": \"linear\"}", "'layer_types' must be an array of strings, not \"linear\"")]
    [InlineData("{\"layer_types\": [\"linear\", 3]}", "'layer_types' must be an array of strings")]
    [InlineData("{\"layer_types\": [\"linear\", \"mlp\"], \"num_hidden_layers\": 1}", "'layer_types' names 2 layers for the 1 of 'num_hidden_layers'; name at most as many, fewer repeat")]
    [InlineData("{\"num_attention_heads\": 4, \"num_key_value_heads\": 3}", "'num_attention_heads' 4 is not a multiple of 'num_key_value_heads' 3")]
    [InlineData("{\"sliding_window\": 0}", "'sliding_window' must be at least 1, not 0")]
    [InlineData("{\"intermediate_size\": -1}", "'intermediate_size' must be 0 (no feed-forward part) or more, not -1")]
    public void Configurations_that_cannot_be_are_told(string json, string message)
        => Assert.Contains(message, Assert.Throws<TttException>(() => ModelConfigJson.Parse(json, "x")).Message);

    [Fact]
    public void An_unknown_layer_of_a_hybrid_is_told_with_the_known_names()
    {
        var message = Assert.Throws<TttException>(() => new LanguageModel(Config("attention,liner"))).Message;
        Assert.Contains("there is no layer 'liner'; known are ", message);
        Assert.Contains(", attention, full_attention", message);
        Assert.Contains("did you mean 'linear'?", message);
    }
}
