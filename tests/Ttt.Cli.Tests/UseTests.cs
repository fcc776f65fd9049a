using System.Globalization;
using System.Text.RegularExpressions;

namespace Ttt.Cli.Tests;

/// <summary>A run trained once for the tests that use it.</summary>
public sealed class TrainedRun : IDisposable
{
    readonly TemporaryFolder folder = new();

    public TrainedRun()
    {
        Text = TinyRun.Text(folder);
        Output = Run.Of(TinyRun.Train(Text, Path)).Succeeds();
    }

    public string Path => folder.File("run");

    public string Text { get; }

    public string Output { get; }

    public string File(string name) => folder.File(name);

    public void Dispose() => folder.Dispose();
}

public sealed partial class UseTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Evaluation_measures_what_training_measured()
    {
        var output = Run.Of("eval", trained.Path, trained.Text, "--held-out", "--length", "12", "--batch", "2", "--max-tokens", "64").Succeeds();
        Assert.Contains("bytes predicted 64", output);
        var measured = Number(output, @"bits per byte +([\d.]+)");
        Assert.Equal(Number(trained.Output, @"held-out text: ([\d.]+) bits per byte"), measured, 3);
        Assert.Equal(Math.Exp(Number(output, @"loss +([\d.]+) nats")), Number(output, @"perplexity +([\d.]+)"), 0.05);
    }

    [Fact]
    public void Evaluation_by_position_covers_every_byte_once()
    {
        foreach (var carry in new[] { Array.Empty<string>(), ["--carry"] })
        {
            var output = Run.Of(["eval", trained.Path, trained.Text, "--length", "16", .. carry]).Succeeds();
            var rows = Row().Matches(output);
            Assert.Equal(new FileInfo(trained.Text).Length - 1, rows.Sum(r => long.Parse(r.Groups["bytes"].Value, CultureInfo.InvariantCulture)));
            Assert.Equal(carry.Length == 0 ? "8-15" : "2048-4095", rows[^1].Groups["position"].Value);
        }
    }

    [Fact]
    public void A_seed_decides_the_text_and_threads_do_not()
    {
        string[] command = ["generate", trained.Path, "--prompt", "The ", "--length", "40"];
        var text = Run.Of([.. command, "--seed", "3", "--top-k", "20", "--top-p", "0.9"]).Succeeds();
        Assert.StartsWith("The ", text);
        Assert.Equal(text, Run.Of([.. command, "--seed", "3", "--top-k", "20", "--top-p", "0.9", "--threads", "1"]).Succeeds());
        Assert.NotEqual(text, Run.Of([.. command, "--seed", "4", "--top-k", "20", "--top-p", "0.9"]).Succeeds());
    }

    [Fact]
    public void Greedy_text_needs_no_seed_and_is_the_coldest()
    {
        string[] command = ["generate", trained.Path, "--length", "30", "--prompt-file", trained.Text];
        var greedy = Run.Of([.. command, "--greedy"]).Succeeds();
        Assert.StartsWith(File.ReadAllText(trained.Text), greedy);
        Assert.Equal(greedy, Run.Of([.. command, "--greedy", "--seed", "9"]).Succeeds());
        Assert.Equal(greedy, Run.Of([.. command, "--temperature", "0"]).Succeeds());
    }

    [Fact]
    public void Several_prompts_get_together_what_they_get_alone()
    {
        string[] command = ["generate", trained.Path, "--length", "25", "--min-p", "0.02", "--repetition-penalty", "1.2", "--stop", "e"];
        var together = Run.Of([.. command, "--prompt", "The ", "--prompt", "It was a long way to ", "--seed", "5", "--prefill-chunk", "3"]).Succeeds();
        var (first, second) = (Run.Of([.. command, "--prompt", "The ", "--seed", "5"]).Succeeds(), Run.Of([.. command, "--prompt", "It was a long way to ", "--seed", "6"]).Succeeds());
        Assert.Equal($"--- 1\n{first}--- 2\n{second}".ReplaceLineEndings("\n"), together.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_checkpoint_that_is_cut_short_is_refused()
    {
        var copy = trained.File("cut");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(CheckpointFolder.Resolve(trained.Path)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        var weights = Path.Combine(copy, CheckpointFolder.Model);
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^100]);
        foreach (var told in new[] { "is not the one that was written", "truncated" })
        {
            Run.Of("generate", copy).IsRefused("model.safetensors", told);
            Run.Of("eval", copy, trained.Text).IsRefused("model.safetensors", told);
            Run.Of("train", trained.Text, "--resume", copy).IsRefused("model.safetensors", told);
            File.Delete(Path.Combine(copy, Checksums.FileName));
        }
    }

    [Fact]
    public void A_checkpoint_of_another_shape_is_refused()
    {
        var copy = trained.File("shape");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(CheckpointFolder.Resolve(trained.Path)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        var config = Path.Combine(copy, CheckpointFolder.Config);
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"hidden_size\": 16", "\"hidden_size\": 32", StringComparison.Ordinal));
        Run.Of("generate", copy).IsRefused("config.json", "is not the one that was written");
        File.Delete(Path.Combine(copy, Checksums.FileName));
        Run.Of("generate", copy).IsRefused("misshapen", "[256, 16] in the file, [256, 32] in the model");
    }

    [Fact]
    public void A_text_without_a_second_byte_cannot_be_measured()
    {
        var empty = trained.File("empty.txt");
        File.WriteAllText(empty, "");
        Run.Of("eval", trained.Path, empty).IsRefused("the text is empty");
        File.WriteAllText(empty, "x");
        Run.Of("eval", trained.Path, empty).IsRefused("at least two");
        Run.Of("eval", trained.Path, trained.Text, "--length", "0").IsRefused("at least 1");
    }

    static double Number(string text, string pattern) => double.Parse(Regex.Match(text, pattern).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ *(?<position>\d+-\d+) +(?<bytes>\d+) +\d", RegexOptions.Multiline)]
    private static partial Regex Row();
}
