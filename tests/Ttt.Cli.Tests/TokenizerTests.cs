namespace Ttt.Cli.Tests;

public sealed class TokenizerTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Trained()
    {
        Run.Of("tokenizer", "train", TinyRun.Text(folder), "--vocab-size", "280", "--special", "<|end|>", "--out", folder.File("t.json")).Succeeds();
        return folder.File("t.json");
    }

    [Fact]
    public void What_is_trained_encodes_and_decodes()
    {
        var tokenizer = Trained();
        var ids = Run.Of("tokenizer", "encode", tokenizer, "--text", "again and again <|end|>").Succeeds().Trim().Split(' ');
        Assert.Equal("279", ids[^1]);
        Assert.True(ids.Length < 12);
        Assert.Equal("again and again <|end|>\n", Run.Of(["tokenizer", "decode", tokenizer, .. ids]).Succeeds());
        Assert.Contains("the vocabulary has 280", Run.Of("tokenizer", "encode", tokenizer, "--file", TinyRun.Text(folder), "--count").Succeeds());
        Assert.Contains("\" and\"", Run.Of("tokenizer", "encode", tokenizer, "--text", "again and", "--pieces").Succeeds());
        Assert.Equal("104 195 164\n", Run.Of("tokenizer", "encode", "bytes", "--text", "hä").Succeeds());
        Run.Of("tokenizer", "decode", tokenizer, "280").IsRefused("'280' is no id of this tokenizer", "0 and 279");
        Run.Of("tokenizer", "encode", tokenizer).IsRefused("either --text or --file");
        Run.Of("tokenizer", "encode", folder.Path, "--text", "x").IsRefused("there is no tokenizer in this folder");
    }

    [Fact]
    public void A_run_keeps_its_tokenizer_and_resumes_with_it()
    {
        var (text, tokenizer) = (TinyRun.Text(folder), Trained());
        Run.Of(TinyRun.Train(text, folder.File("whole"), "--tokenizer", tokenizer)).Succeeds();
        var copy = Path.Combine(CheckpointFolder.Resolve(folder.File("whole")), "tokenizer.json");
        Assert.Equal(File.ReadAllBytes(tokenizer), File.ReadAllBytes(copy));
        Assert.Contains("\"vocab_size\": 280", File.ReadAllText(Path.Combine(Path.GetDirectoryName(copy)!, "config.json")));

        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        Assert.Equal(130, Run.Of(interrupted.Token, false, TinyRun.Train(text, folder.File("parts"), "--tokenizer", tokenizer)).Code);
        Run.Of("train", text, "--resume", folder.File("parts"), "--tokenizer", tokenizer).IsRefused("--tokenizer cannot be given with --resume");
        Run.Of("train", text, "--resume", folder.File("parts")).Succeeds();
        TinyRun.AssertSameFiles(folder.File("whole"), folder.File("parts"));

        var measured = Run.Of("eval", folder.File("whole"), text, "--length", "12").Succeeds();
        Assert.Contains("tokens predicted", measured);
        Assert.Contains("bits per byte", measured);
        Assert.StartsWith("again", Run.Of("generate", folder.File("whole"), "--prompt", "again", "--length", "5").Succeeds());
        Run.Of("eval", folder.File("whole"), text, "--tokenizer", "bytes", "--length", "12").Succeeds();
        File.Delete(copy);
        Run.Of("generate", folder.File("whole"), "--prompt", "x").IsRefused("tokenizer.json", "the file is missing");
        File.Delete(Path.Combine(Path.GetDirectoryName(copy)!, Checksums.FileName));
        Run.Of("generate", folder.File("whole"), "--prompt", "x").IsRefused("has 280 tokens and no tokenizer beside it");
    }

    [Fact]
    public void A_tokenizer_of_another_model_is_refused()
    {
        var (text, tokenizer) = (TinyRun.Text(folder), Trained());
        Run.Of(TinyRun.Train(text, folder.File("run"))).Succeeds();
        Run.Of("eval", folder.File("run"), text, "--tokenizer", tokenizer).IsRefused("the tokenizer has 280 tokens, the model only 256");
    }
}
