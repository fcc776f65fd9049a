namespace Ttt.Models.Tests.Configuration;

public sealed class ModelConfigTests
{
    const string Official = """
        {"conv_kernel": 4, "hidden_size": 64, "intermediate_size": 128, "mini_batch_size": 8, "num_attention_heads": 4, "num_hidden_layers": 2, "pre_conv": true,
         "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "scan_checkpoint_group_size": 0, "share_qk": true, "tie_word_embeddings": false, "ttt_base_lr": 0.1,
         "ttt_layer_type": "mlp", "use_gate": true, "vocab_size": 300, "model_type": "ttt", "hidden_act": "silu"}
        """;

    [Fact]
    public void The_official_keys_are_read()
    {
        var config = ModelConfigJson.Parse(Official, "config.json");
        Assert.Equal((300, 64, 128, 2, 4, "mlp"), (config.VocabSize, config.HiddenSize, config.SwiGluWidth, config.NumHiddenLayers, config.NumAttentionHeads, config.TttLayerType));
        Assert.Equal((0.1, 8, 10000.0, 1e-6, 4), (config.TttBaseLr, config.MiniBatchSize, config.RopeTheta, config.RmsNormEps, config.ConvKernel));
        Assert.True(config.PreConv && config.ShareQk == true && config.UseGate == true && !config.TieWordEmbeddings);
    }

    [Fact]
    public void Writing_and_reading_is_the_identity_in_every_culture()
    {
        var config = ModelConfigJson.Parse(Official, "a") with { TttMode = "batch", TttDimensions = new SortedDictionary<string, int> { ["Rank"] = 3 }, HeadDim = 16 };
        var text = ModelConfigJson.Write(config);
        using (new ForeignCulture())
            Assert.Equal(text, ModelConfigJson.Write(ModelConfigJson.Parse(text, "b")));
        Assert.Contains("\"ttt_base_lr\": 0.1", text);
        Assert.Contains("\"Rank\": 3", text);
    }

    [Theory]
    [InlineData("2", new[] { 2 })]
    [InlineData("[2, 32000]", new[] { 2, 32000 })]
    [InlineData("null", new int[0])]
    public void Tokens_that_end_a_text_are_one_or_several(string json, int[] tokens)
    {
        var config = ModelConfigJson.Parse($"{{\"eos_token_id\": {json}}}", "a");
        Assert.Equal(tokens, config.EndTokens);
        Assert.Equal(tokens, ModelConfigJson.Parse(ModelConfigJson.Write(config), "b").EndTokens);
    }

    [Theory]
    [InlineData("\"2\"", "an integer or an array of integers")]
    [InlineData("[1, true]", "an integer or an array of integers")]
    [InlineData("-1", "0 or more, not -1")]
    public void Tokens_that_end_a_text_must_be_tokens(string json, string message) =>
        Assert.Contains(message, Assert.Throws<TttException>(() => ModelConfigJson.Parse($"{{\"eos_token_id\": {json}}}", "a")).Message);

    [Fact]
    public void Every_fault_has_its_own_line()
    {
        var fault = Assert.Throws<TttException>(() => ModelConfigJson.Parse("""
            {"hiden_size": 64, "hidden_size": 66, "num_attention_heads": 4, "vocab_size": "many", "rope_theta": -1, "mini_batch_size": 0, "ttt_mode": "fast", "hidden_act": "gelu"}
            """, "c.json"));
        string[] expected =
        [
            "c.json: 'hidden_act' must be silu, not 'gelu'",
            "c.json: 'hidden_size' 66 is not a multiple of 'num_attention_heads' 4",
            "c.json: 'mini_batch_size' must be at least 1, not 0",
            "c.json: 'rope_theta' must be a positive number, not -1",
            "c.json: 'ttt_mode' must be online, mini_batch or batch, not 'fast'",
            "c.json: 'vocab_size' must be an integer, not \"many\"",
            "c.json: unknown key 'hiden_size'; did you mean 'hidden_size'?",
        ];
        Assert.Equal(expected, fault.Message.Split('\n').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_of_a_layer_is_read_and_written()
    {
        const string Json = """
            {"rope": true, "rope_modulo": false, "view_bias": true, "view_convolution": ["query", "value"], "view_silu": [], "view_l2_norm": ["key"], "head_norm": true,
             "gate_activation": "silu", "tanh_gate": true, "bidirectional": false, "window": 3}
            """;
        var config = ModelConfigJson.Parse(Json, "a");
        Assert.Equal((true, false, true, true, true, false, 3), (config.Rope, config.RopeModulo, config.ViewBias, config.HeadNorm, config.TanhGate, config.Bidirectional, config.Window));
        Assert.Equal((Views.Query | Views.Value, Views.None, Views.Key, GateActivation.Silu), (config.ViewConvolution, config.ViewSilu, config.ViewL2Norm, config.GateActivation));
        var again = ModelConfigJson.Parse(ModelConfigJson.Write(config), "b");
        Assert.Equal(config, again with { TttDimensions = config.TttDimensions, IntermediateSize = null });
        Assert.DoesNotContain("view_", ModelConfigJson.Write(new ModelConfig()));
    }

    [Theory]
    [InlineData("{\"view_silu\": \"key\"}", "x: 'view_silu' must be an array of some of query, key, value, not \"key\"")]
    [InlineData("{\"view_silu\": [\"keys\"]}", "must be an array of some of query, key, value, not [\"keys\"]")]
    [InlineData("{\"gate_activation\": \"relu\"}", "x: 'gate_activation' must be gelu or silu or sigmoid, not \"relu\"")]
    [InlineData("{\"window\": 0}", "x: 'window' must be at least 1, not 0")]
    public void Options_of_a_layer_that_cannot_be_are_told(string json, string message) =>
        Assert.Contains(message, Assert.Throws<TttException>(() => ModelConfigJson.Parse(json, "x")).Message);

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("3", "a JSON object is expected")]
    public void Text_that_is_no_configuration_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<TttException>(() => ModelConfigJson.Parse(json, "x")).Message);

    [Theory]
    [InlineData(128, 0.0619)]
    [InlineData(1024, 0.0219)]
    [InlineData(2048, 0.02)]
    public void The_default_deviation_falls_to_the_published_one_with_the_width(int width, double expected) =>
        Assert.Equal(expected, new ModelConfig { HiddenSize = width }.InitialDeviation, 4);

    [Fact]
    public void Backbones_are_switches()
    {
        var mamba = new ModelConfig().WithBackbone("mamba");
        Assert.True(mamba.PreConv && mamba.ShareQk == true && mamba.UseGate == true);
        Assert.Equal(new ModelConfig { UseGate = false, ShareQk = false, TttDimensions = mamba.TttDimensions }, mamba.WithBackbone("transformer"));
        Assert.Contains("did you mean 'mamba'", Assert.Throws<TttException>(() => mamba.WithBackbone("mmaba")).Message);
    }
}
