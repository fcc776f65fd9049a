namespace Ttt.Models.Tests.Checkpoints;

public sealed class ModelWeightsTests : IDisposable
{
    static readonly ModelConfig Small = new() { VocabSize = 11, HiddenSize = 8, IntermediateSize = 12, NumHiddenLayers = 1, NumAttentionHeads = 2 };
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static LanguageModel Model(ModelConfig config, long seed) => new(config, seed, () => new CumulativeMean(config.HiddenSize));

    [Fact]
    public void Weights_come_back_bit_by_bit()
    {
        using var scope = torch.NewDisposeScope();
        using var saved = Model(Small, 1);
        using var loaded = Model(Small, 2);
        ModelWeights.Save(saved, folder.File("m"), Small);
        using (var reader = new SafetensorsReader(folder.File("m")))
        {
            Assert.True(ModelWeights.Load(loaded, reader).Complete);
            Assert.Equal(ModelConfigJson.Write(Small), reader.Metadata["config"]);
        }
        ModelWeights.Save(loaded, folder.File("n"), Small);
        Assert.Equal(File.ReadAllBytes(folder.File("m")), File.ReadAllBytes(folder.File("n")));
    }

    [Fact]
    public void Misfits_are_reported_by_name()
    {
        using var model = Model(Small, 1);
        new SafetensorsWriter().Add("model.norm.weight", new float[9], 9).Add("lm_head.weight", new float[1], 1).Add("extra", new float[1], 1).Save(folder.File("m"));
        using var reader = new SafetensorsReader(folder.File("m"));
        var report = ModelWeights.Load(model, reader);
        Assert.Equal(["extra"], report.Unexpected);
        Assert.Equal(["model.norm.weight [9] in the file, [8] in the model"], report.Misshapen);
        Assert.Contains("model.embed_tokens.weight", report.Missing);
        Assert.Equal(model.named_parameters().Count() - 1, report.Missing.Count);
        var lines = Assert.Throws<TttException>(() => report.ThrowIfIncomplete("m")).Message.Split('\n');
        Assert.StartsWith("m: 7 missing tensors: ", lines[0]);
        Assert.Equal("m: 1 unexpected tensor: extra", lines[1]);
        Assert.StartsWith("m: 1 misshapen tensor: model.norm.weight", lines[2]);
    }

    [Fact]
    public void Other_precisions_are_converted()
    {
        using var scope = torch.NewDisposeScope();
        using var norm = new RmsNorm(2, 1e-6);
        new SafetensorsWriter().Add("weight", SafetensorsType.BF16, [2], [0x80, 0x3F, 0x00, 0xC0]).Save(folder.File("w"));
        using (var reader = new SafetensorsReader(folder.File("w")))
            Assert.True(ModelWeights.Load(norm, reader).Complete);
        Assert.Equal([1.0, -2.0], TensorAssert.Values(norm.get_parameter("weight")!));
        new SafetensorsWriter().Add("weight", [0.1, 3.0], 2).Save(folder.File("d"));
        using (var reader = new SafetensorsReader(folder.File("d")))
            Assert.True(ModelWeights.Load(norm, reader).Complete);
        Assert.Equal([0.1f, 3.0], TensorAssert.Values(norm.get_parameter("weight")!));
    }

    [Fact]
    public void A_run_resolves_to_its_latest_whole_checkpoint()
    {
        using var model = Model(Small, 1);
        var run = folder.File("run");
        void Write(string to) => ModelWeights.Save(model, Path.Combine(to, CheckpointFolder.Model));
        CheckpointFolder.Write(run, 5, Write);
        var second = CheckpointFolder.Write(run, 10, Write);
        Assert.EndsWith("step-00000010", second);
        Assert.Equal(Path.GetFullPath(second), Path.GetFullPath(CheckpointFolder.Resolve(run)));
        Assert.Throws<InvalidOperationException>(() => CheckpointFolder.Write(run, 15, _ => throw new InvalidOperationException()));
        Assert.Equal(second, CheckpointFolder.Resolve(run));
        Assert.Equal(second, CheckpointFolder.Resolve(second));
        Assert.Equal(second, CheckpointFolder.Resolve(Path.Combine(second, CheckpointFolder.Model)));
        Assert.Single(Directory.GetDirectories(Path.Combine(run, "checkpoints")));
        Assert.Contains("no such checkpoint", Assert.Throws<TttException>(() => CheckpointFolder.Resolve(folder.File("none"))).Message);
        Assert.Contains("neither a checkpoint", Assert.Throws<TttException>(() => CheckpointFolder.Resolve(folder.Path)).Message);
    }
}
