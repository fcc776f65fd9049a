using System.Globalization;

namespace Ttt.Cli.Tests;

public sealed class TrainTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string text;

    public TrainTests() => text = TinyRun.Text(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Separated_documents_are_held_out_whole_in_training_and_in_evaluation()
    {
        Run.Of(TinyRun.Train(text, folder.File("run"), "--document-separator", "@@")).IsRefused("the document separator \"@@\" separates no documents in", "text.txt");
        Run.Of(TinyRun.Train(text, folder.File("run"), "--document-separator", "37th")).Succeeds();
        using var corpus = TextCorpus.Load(text, new ByteTokenizer(), "37th");
        using var whole = TextCorpus.Load(text, new ByteTokenizer());
        Assert.NotEqual(whole.HeldOut.Length, corpus.HeldOut.Length);
        Assert.Matches($"bytes predicted +{corpus.HeldOut.Length - 1}\\b", Run.Of("eval", folder.File("run"), text, "--held-out").Succeeds());
        Run.Of(TinyRun.Train(text, folder.File("plain"))).Succeeds();
        foreach (var curve in (string[][])[[], ["--by-index", "--length", "40"]])
            Run.Of(["eval", folder.File("plain"), folder.File("run"), text, "--held-out", .. curve]).IsRefused("run: it was trained on documents that end with \"37th\"", "plain on files as one document each", "without --held-out");
    }

    [Fact]
    public void A_run_reports_and_leaves_checkpoint_losses_and_plot()
    {
        var run = folder.File("run");
        var output = Run.Of(TinyRun.Train(text, run)).Succeeds();
        Assert.Contains("linear: 1 block, C = 16, 2 heads", output);
        Assert.Matches(@"step 1/6  loss \d\.\d{3}  \d\.\d{3} bits/byte  [\d,]+ tokens/s  ETA \d+:\d\d", output);
        Assert.Matches(@"step 6/6 .* held-out \d\.\d{3} bits/byte", output);
        Assert.Equal(["checkpoints/step-00000006/SHA256SUMS", "checkpoints/step-00000006/config.json", "checkpoints/step-00000006/history.jsonl", "checkpoints/step-00000006/model.safetensors",
            "checkpoints/step-00000006/optimizer.safetensors", "checkpoints/step-00000006/training.json", "latest", "log.csv", "log.jsonl", "loss.svg"], TinyRun.Files(run).Keys);
        var losses = File.ReadAllLines(Path.Combine(run, "log.csv"));
        Assert.Equal("step,loss,learning_rate,gradient_norm,held_out_loss", losses[0]);
        Assert.Equal(7, losses.Length);
        Assert.Equal(["3", "6"], losses.Skip(1).Select(l => l.Split(',')).Where(f => f[4].Length > 0).Select(f => f[0]));
        Assert.Equal(File.ReadAllText(Path.Combine(run, "checkpoints/step-00000006/history.jsonl")), File.ReadAllText(Path.Combine(run, "log.jsonl")));
        Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(run, "loss.svg")));
    }

    [Fact]
    public void An_interrupted_run_says_how_to_go_on_and_ends_with_the_same_bytes()
    {
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        Run.Of(TinyRun.Train(text, whole)).Succeeds();
        using var interrupt = new CancellationTokenSource();
        using var output = new InterruptingWriter("step 3/6", interrupt);
        using var error = new StringWriter();
        Assert.Equal(130, Tool.Run(TinyRun.Train(text, parts, "--log-every", "1"), new(output, error, false, interrupt.Token)));
        Assert.Equal("", error.ToString());
        Assert.Contains("interrupted after step 3", output.ToString());
        var advice = output.ToString().Split('\n').Single(l => l.StartsWith("continue with: ttt ", StringComparison.Ordinal)).Trim();
        var resumed = Run.Of(advice["continue with: ttt ".Length..].Split(' ')).Succeeds();
        Assert.Contains("goes on after step 3", resumed);
        TinyRun.AssertSameFiles(whole, parts);
    }

    [Theory]
    [InlineData("attention", "1", "--kv-heads", "1", "--sliding-window", "6")]
    [InlineData("mamba", "1", "--state-size", "4", "--expand", "1", "--dt-rank", "2")]
    [InlineData("mamba,full_attention,linear", "3")]
    public void Attention_mamba_and_hybrids_train_resume_are_evaluated_and_generate(string layer, string blocks, params string[] more)
    {
        var (whole, parts) = (folder.File("whole"), folder.File("parts"));
        string[] shape = [.. TinyRun.Shape.Chunk(2).Where(option => option[0] != "--blocks").SelectMany(option => option), "--blocks", blocks];
        string[] train(string run, params string[] further) => ["train", text, "--out", run, .. shape, .. TinyRun.Recipe, "--layer", layer, .. more, .. further];
        var output = Run.Of(train(whole)).Succeeds();
        Assert.Contains($"model  {layer.Replace(',', '+')}: ", output);
        using var interrupt = new CancellationTokenSource();
        using var writer = new InterruptingWriter("step 3/6", interrupt);
        Assert.Equal(130, Tool.Run(train(parts, "--log-every", "1"), new(writer, TextWriter.Null, false, interrupt.Token)));
        Run.Of("train", text, "--resume", parts).Succeeds();
        TinyRun.AssertSameFiles(whole, parts);
        Assert.Contains("perplexity", Run.Of("eval", whole, text, "--length", "20", "--max-tokens", "60").Succeeds());
        Assert.Equal(Run.Of("generate", whole, "--prompt", "The ", "--length", "9", "--seed", "3").Succeeds(), Run.Of("generate", parts, "--prompt", "The ", "--length", "9", "--seed", "3").Succeeds());
    }

    [Fact]
    public void Neither_threads_nor_culture_change_a_byte()
    {
        var (one, two) = (folder.File("one"), folder.File("two"));
        Run.Of(TinyRun.Train(text, one, "--threads", "1")).Succeeds();
        var before = CultureInfo.CurrentCulture;
        var foreign = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (foreign.NumberFormat.NumberDecimalSeparator, foreign.NumberFormat.NegativeSign) = (",", "\u2212");
        CultureInfo.CurrentCulture = foreign;
        try
        {
            Run.Of(TinyRun.Train(text, two, "--threads", "2")).Succeeds();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
        TinyRun.AssertSameFiles(one, two);
    }

    [Fact]
    public void A_configuration_file_says_the_same_as_options()
    {
        var (options, file) = (folder.File("options"), folder.File("file"));
        Run.Of(TinyRun.Train(text, options)).Succeeds();
        var config = folder.Write("run.json", """
            {
              "corpus": "text.txt", "out": "file", "threads": 2,
              "model": { "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 32, "mini_batch_size": 4 },
              "training": { "steps": 99, "batch_size": 2, "context_length": 12, "learning_rate": 0.01, "evaluation_interval": 3, "evaluation_tokens": 64, "checkpoint_interval": 2, "seed": 5 }
            }
            """);
        Run.Of("train", "--config", config, "--steps", "6").Succeeds();
        TinyRun.AssertSameFiles(options, file);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_overwritten()
    {
        var run = folder.File("run");
        Run.Of(TinyRun.Train(text, run)).Succeeds();
        var before = TinyRun.Files(run);
        Run.Of(TinyRun.Train(text, run)).IsRefused("already holds a run", "--resume");
        Assert.Equal(before.Keys, TinyRun.Files(run).Keys);
        Run.Of("train", folder.Write("other.txt", new string('x', 2000)), "--resume", run).IsRefused("another text");
    }

    [Fact]
    public void Several_texts_are_one_corpus_and_every_backbone_trains()
    {
        var other = folder.Write("other.txt", string.Concat(Enumerable.Repeat("Something else entirely; 0123456789.\n", 30)));
        var output = Run.Of(["train", text, other, "--out", folder.File("run"), "--backbone", "mamba", "--layer", "mlp", "--untied", .. TinyRun.Shape, .. TinyRun.Recipe]).Succeeds();
        var bytes = new FileInfo(text).Length + new FileInfo(other).Length;
        Assert.Contains(FormattableString.Invariant($"{bytes - new FileInfo(text).Length / 10 - new FileInfo(other).Length / 10:N0} bytes to train on"), output);
        var names = new SafetensorsReader(Path.Combine(CheckpointFolder.Resolve(folder.File("run")), CheckpointFolder.Model)).Entries.Keys;
        Assert.Contains("lm_head.weight", names);
        Assert.Contains(names, n => n.EndsWith(".W2", StringComparison.Ordinal));
        Assert.Contains(names, n => n.Contains("g_proj", StringComparison.Ordinal));
    }

    [Fact]
    public void A_watched_run_shows_a_bar()
    {
        var run = Run.Of(CancellationToken.None, true, TinyRun.Train(text, folder.File("run")));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("step 3: held-out", run.Out);
        Assert.Contains("6/6", run.Out);
    }
}
