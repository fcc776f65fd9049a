using Ttt.Layers;
using Ttt.Models.Tests.Verification;

namespace Ttt.Models.Tests.Checkpoints;

public sealed class ModelFolderTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lm_linear_mamba", 1)]
    [InlineData("lm_mlp_transformer", 3)]
    [InlineData("lm_linear_untied_k8", 2)]
    public void A_released_folder_computes_what_the_authors_program_did(string golden, int shards)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        ReleasedFolder.Write(golden, folder.File("released"), shards);
        using var model = CheckpointFolder.LoadModel(folder.File("released"));
        using var reader = new SafetensorsReader(GoldenFiles.Find(golden));
        TensorAssert.Close(reader.ReadTensor("out.logits"), model.call(reader.ReadTensor("in.input_ids")), 1e-4);
        using var open = ModelFolder.Open(folder.File("released"));
        Assert.False(open.Verified);
        Assert.True(open.Compare().Complete);
    }

    public static TheoryData<string> Layers => new([.. LayerCatalogue.Default.Names.Where(name => IsCausal(name)), "attention", "full_attention", "mamba", "attention,linear", "linear,mamba,mlp"]);

    static bool IsCausal(string layer)
    {
        try
        {
            using var model = new LanguageModel(Config(layer, "transformer"));
            return true;
        }
        catch (TttException)
        {
            return false;
        }
    }

    static ModelConfig Config(string layers, string backbone)
    {
        var small = new ModelConfig { VocabSize = 13, HiddenSize = 16, NumHiddenLayers = 3, NumAttentionHeads = 2, MiniBatchSize = 4 };
        small = layers.Contains(',', StringComparison.Ordinal) ? small with { LayerTypes = layers.Split(',') } : small with { TttLayerType = layers };
        return backbone.Length == 0 ? small with { TieWordEmbeddings = false } : small.WithBackbone(backbone);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Names_and_shapes_are_known_without_the_model(string layers)
    {
        foreach (var backbone in new[] { "", "transformer", "mamba" })
        {
            var config = Config(layers, backbone);
            using var model = new LanguageModel(config);
            Assert.Equal(model.named_parameters().Select(p => $"{p.name} [{string.Join(", ", p.parameter.shape)}]"), WeightShapes.Of(config).Select(s => $"{s.Name} [{string.Join(", ", s.Shape)}]"));
        }
    }

    [Fact]
    public void What_does_not_fit_is_told_by_name_and_touches_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var config = Config("linear", "transformer");
        using var model = new LanguageModel(config, 1);
        var before = TensorAssert.Values(model.Backbone.EmbeddingWeight);
        using (var other = new LanguageModel(config with { NumHiddenLayers = 2 }, 2))
            ModelWeights.Save(other, folder.File("w.safetensors"));
        using (var source = SafetensorsSource.Open(folder.File("w.safetensors")))
            Assert.Equal(model.named_parameters().Count(p => p.name.StartsWith("model.layers.2.", StringComparison.Ordinal)), ModelWeights.Load(model, source).Missing.Count);
        Assert.Equal(before, TensorAssert.Values(model.Backbone.EmbeddingWeight));

        ReleasedFolder.Write("lm_linear_transformer", folder.File("r"), 2);
        Change("r/config.json", "\"share_qk\":false", "\"share_qk\":true");
        Refused("r", "8 missing tensors: model.layers.0.seq_modeling_block.conv_", "2 unexpected tensors: model.layers.0.seq_modeling_block.k_proj.weight");
    }

    [Theory]
    [InlineData("\"vocab_size\":256", "\"vocab_size\":2000000000", "model.embed_tokens.weight [256, 64] in the file, [2000000000, 64] in the model")]
    [InlineData("\"hidden_size\":64", "\"hidden_size\":64000000", "in the file, [256, 64000000] in the model")]
    [InlineData("\"intermediate_size\":128", "\"intermediate_size\":1280000000", "mlp.gate_proj.weight")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":2000000", "missing tensor: model.layers.1999999.seq_norm.weight")]
    public void Sizes_that_are_wrong_are_told_before_memory_is_asked_for(string right, string wrong, string message)
    {
        ReleasedFolder.Write("lm_linear_transformer", folder.File("r"));
        Change("r/config.json", right, wrong);
        Refused("r", message);
    }

    [Fact]
    public void An_index_that_does_not_tell_the_truth_is_refused()
    {
        ReleasedFolder.Write("lm_linear_transformer", folder.File("r"), 2);
        var index = File.ReadAllText(folder.File("r/model.safetensors.index.json"));
        void With(string text, string message)
        {
            File.WriteAllText(folder.File("r/model.safetensors.index.json"), text);
            Refused("r", message);
        }
        With("{}", "'weight_map' is missing");
        With(index.Replace("model-00002-of", "../model-00002-of", StringComparison.Ordinal), "gives no file name for tensor");
        With(index.Replace("model-00002-of", "model-00003-of", StringComparison.Ordinal), "no such file");
        With("""{"weight_map":{"model.norm.wight":"model-00001-of-00002.safetensors"}}""", "should be in model-00001-of-00002.safetensors, but is not");
        With(index, "");
    }

    [Fact]
    public void A_folder_with_a_pickle_says_what_to_do()
    {
        Directory.CreateDirectory(folder.File("p"));
        File.WriteAllText(folder.File("p/pytorch_model.bin"), "x");
        Refused("p", "save it with safetensors");
    }

    void Change(string file, string from, string to)
    {
        var text = File.ReadAllText(folder.File(file)).Replace(": ", ":", StringComparison.Ordinal);
        Assert.Contains(from, text);
        File.WriteAllText(folder.File(file), text.Replace(from, to, StringComparison.Ordinal));
    }

    void Refused(string name, params string[] messages)
    {
        if (messages is [""])
        {
            CheckpointFolder.LoadModel(folder.File(name)).Dispose();
            return;
        }
        var fault = Assert.Throws<TttException>(() => CheckpointFolder.LoadModel(folder.File(name))).Message;
        Assert.All(messages, message => Assert.Contains(message, fault));
    }
}
