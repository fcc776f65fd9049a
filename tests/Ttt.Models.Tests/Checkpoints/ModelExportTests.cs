namespace Ttt.Models.Tests.Checkpoints;

public sealed class ModelExportTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ExportReport Export(string from, string to, ExportOptions options)
    {
        using var model = ModelFolder.Open(folder.File(from));
        return ModelExport.Write(model, folder.File(to), options);
    }

    static Dictionary<string, double[]> Weights(string path)
    {
        using var model = CheckpointFolder.LoadModel(path);
        return model.named_parameters().ToDictionary(p => p.name, p => TensorAssert.Values(p.parameter).ToArray());
    }

    [Theory]
    [InlineData("lm_linear_mamba")]
    [InlineData("lm_mlp_mamba")]
    [InlineData("lm_linear_untied_k8")]
    [InlineData("lm_mlp_transformer")]
    public void To_jax_names_and_back_is_the_same_model(string golden)
    {
        ReleasedFolder.Write(golden, folder.File("a"));
        var there = Export("a", "b", new() { JaxNames = true, ShardBytes = 60_000 });
        Assert.True(there.Files.Count > 1);
        using (var raw = SafetensorsSource.Open(WeightFiles.Find(folder.File("b"))!))
        {
            Assert.Contains("model/h/1/seq_modeling_block/ttt_dense_0", raw.Names);
            Assert.Contains("model/wte/embedding", raw.Names);
            Assert.DoesNotContain(raw.Names, name => name.Contains("proj", StringComparison.Ordinal));
        }
        Assert.Equal(Weights(folder.File("a")), Weights(folder.File("b")));
        var back = Export("b", "c", new());
        Assert.Equal((there.Tensors, there.Parameters, there.WrittenBytes), (back.Tensors, back.Parameters, back.WrittenBytes));
        Assert.Equal(Weights(folder.File("a")), Weights(folder.File("c")));
    }

    [Fact]
    public void Narrow_weights_are_half_as_large_and_stay_what_they_are()
    {
        ReleasedFolder.Write("lm_linear_mamba", folder.File("a"), 2);
        var report = Export("a", "b", new() { Type = SafetensorsType.BF16, Tokenizer = new("tokenizer.json", [1, 2]) });
        Assert.Equal(report.ReadBytes, 2 * report.WrittenBytes);
        Assert.Equal(4 * report.Parameters, report.ReadBytes);
        Assert.Equal([1, 2], File.ReadAllBytes(folder.File("b/tokenizer.json")));
        Assert.True(Checksums.Verify(folder.File("b")));
        foreach (var (name, values) in Weights(folder.File("b")))
            Assert.All(values.Zip(Weights(folder.File("a"))[name]), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Math.Abs(pair.Second) / 256));
        // as they are: the same bytes
        Export("b", "c", new());
        Assert.Equal(File.ReadAllBytes(folder.File("b/model.safetensors")), File.ReadAllBytes(folder.File("c/model.safetensors")));
        Assert.Equal(File.ReadAllBytes(folder.File("b/config.json")), File.ReadAllBytes(folder.File("c/config.json")));
    }

    [Fact]
    public void What_cannot_be_written_leaves_nothing_behind()
    {
        ReleasedFolder.Write("lm_linear_mamba", folder.File("a"));
        Directory.CreateDirectory(folder.File("full"));
        File.WriteAllText(folder.File("full/x"), "x");
        Assert.Contains("it is already there", Assert.Throws<TttException>(() => Export("a", "full", new())).Message);
        var config = new ModelConfig { VocabSize = 11, HiddenSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, TttLayerType = "mlp" };
        using (var model = new LanguageModel(config, 1))
        {
            using var noGradient = torch.no_grad();
            model.Backbone.EmbeddingWeight.fill_(1e6);
            Directory.CreateDirectory(folder.File("large"));
            ModelWeights.Save(model, folder.File("large/model.safetensors"));
            File.WriteAllText(folder.File("large/config.json"), ModelConfigJson.Write(config));
        }
        Assert.Contains("float16 cannot", Assert.Throws<TttException>(() => Export("large", "out", new() { Type = SafetensorsType.F16 })).Message);
        Assert.Equal(["a", "full", "large"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }
}
