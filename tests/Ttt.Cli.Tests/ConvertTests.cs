namespace Ttt.Cli.Tests;

public sealed class ConvertTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Trained()
    {
        var text = TinyRun.Text(folder);
        Run.Of("tokenizer", "train", text, "--vocab-size", "270", "--out", folder.File("t.json")).Succeeds();
        Run.Of(TinyRun.Train(text, folder.File("run"), "--tokenizer", folder.File("t.json"), "--backbone", "mamba")).Succeeds();
        return folder.File("run");
    }

    [Fact]
    public void A_run_becomes_a_folder_that_speaks_alike()
    {
        var run = Trained();
        string Said(string model) => Run.Of("generate", model, "--prompt", "The", "--length", "8", "--greedy").Succeeds();
        var report = Run.Of("convert", run, folder.File("jax"), "--names", "jax", "--shard-size", "4KB").Succeeds();
        Assert.Contains("names and shapes fit, checksums hold", report);
        Assert.Contains("model-00002-of-", report);
        Assert.Contains("tokenizer.json, SHA256SUMS", report);
        Run.Of("convert", folder.File("jax"), folder.File("official"), "--dtype", "float32").Succeeds();
        Assert.Equal(Said(run), Said(folder.File("official")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(CheckpointFolder.Resolve(run), "config.json")), File.ReadAllBytes(folder.File("official/config.json")));
        Run.Of("convert", run, folder.File("half"), "--dtype", "float16").Succeeds();
        Assert.StartsWith("The", Said(folder.File("half")));
    }

    [Fact]
    public void What_cannot_be_converted_is_told()
    {
        var run = Trained();
        Run.Of("convert", run, run).IsRefused("it is already there");
        Run.Of("convert", run, folder.File("x"), "--shard-size", "many").IsRefused("--shard-size must look like 2GB");
        Run.Of("convert", folder.File("none"), folder.File("x")).IsRefused("no such checkpoint folder");
        Run.Of("convert", TinyRun.Text(folder), folder.File("x"), "--config", Path.Combine(CheckpointFolder.Resolve(run), "config.json")).IsRefused("no JAX checkpoint");
        File.AppendAllText(Path.Combine(CheckpointFolder.Resolve(run), "config.json"), " ");
        Run.Of("convert", run, folder.File("x")).IsRefused("config.json", "is not the one that was written");
        Run.Of("generate", run).IsRefused("config.json", "is not the one that was written");
    }
}
