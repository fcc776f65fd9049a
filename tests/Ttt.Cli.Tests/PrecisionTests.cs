using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ttt.Cli.Tests;

/// <summary>One word, --dtype, for what products are computed in, wherever a model runs.</summary>
public sealed class PrecisionTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly string text;

    public PrecisionTests() => text = TinyRun.Text(folder);

    public void Dispose() => folder.Dispose();

    string Run(string name, params string[] more)
    {
        Tests.Run.Of(TinyRun.Train(text, folder.File(name), more)).Succeeds();
        return folder.File(name);
    }

    [Theory]
    [InlineData("train text", "--dtype must be fp32 or bf16, not 'bf61'", "did you mean 'bf16'")]
    [InlineData("eval run text", "--dtype must be fp32 or bf16, not 'bf61'")]
    [InlineData("generate run", "--dtype must be fp32 or bf16, not 'bf61'")]
    [InlineData("compare list.json", "--dtype must be fp32 or bf16, not 'bf61'")]
    [InlineData("inspect run --inner-loss text", "--dtype must be fp32 or bf16, not 'bf61'")]
    [InlineData("bench --what layer", "--dtype must be fp32 or bf16, not 'bf61'")]
    [InlineData("convert run there", "--dtype must be fp32, fp16, bf16, float32, float16 or bfloat16, not 'bf61'")]
    public void An_unknown_name_is_answered_with_the_choices(string line, params string[] words) => Tests.Run.Of([.. line.Split(' '), "--dtype", "bf61"]).IsRefused(words);

    [Fact]
    public void A_run_keeps_it_resumes_with_it_and_its_checkpoint_is_float32()
    {
        var whole = Run("whole", "--dtype", "bf16");
        Assert.Equal("bf16", Recipe(whole).GetProperty("dtype").GetString());
        Assert.NotEqual(File.ReadAllBytes(Weights(Run("exact"))), File.ReadAllBytes(Weights(whole)));
        Assert.Contains(", F32;", Tests.Run.Of("inspect", whole).Succeeds());
        using var interrupt = new CancellationTokenSource();
        using var output = new InterruptingWriter("step 3/6", interrupt);
        Assert.Equal(130, Tool.Run(TinyRun.Train(text, folder.File("parts"), "--log-every", "1", "--dtype", "bf16"), new(output, TextWriter.Null, false, interrupt.Token)));
        Assert.Contains("learning rate 0.01, bf16, seed 5", output.ToString());
        Tests.Run.Of("train", text, "--resume", folder.File("parts"), "--dtype", "fp32").IsRefused("--dtype cannot be given with --resume");
        Tests.Run.Of("train", text, "--resume", folder.File("parts")).Succeeds();
        TinyRun.AssertSameFiles(whole, folder.File("parts"));
    }

    [Fact]
    public void A_configuration_may_say_it_and_the_command_line_comes_first()
    {
        var config = folder.Write("run.json", """
            { "corpus": "text.txt", "model": { "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "mini_batch_size": 4 },
              "training": { "steps": 2, "batch_size": 2, "context_length": 12, "dtype": "bf16" } }
            """);
        Tests.Run.Of("train", "--config", config, "--out", folder.File("said")).Succeeds();
        Assert.Equal("bf16", Recipe(folder.File("said")).GetProperty("dtype").GetString());
        Tests.Run.Of("train", "--config", config, "--out", folder.File("given"), "--dtype", "fp32").Succeeds();
        Assert.False(Recipe(folder.File("given")).TryGetProperty("dtype", out _));
    }

    [Fact]
    public void Evaluation_inner_losses_and_generation_round_where_they_are_told_to()
    {
        var run = Run("run");
        double Loss(params string[] more) => double.Parse(Regex.Match(Tests.Run.Of(["eval", run, text, "--max-tokens", "60", .. more]).Succeeds(), @"perplexity +([\d.]+)").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Loss(), Loss("--dtype", "fp32"));
        Assert.InRange(Loss("--dtype", "bf16"), 0.99 * Loss(), 1.01 * Loss());
        string[] inner(string name, params string[] more) => ["inspect", run, "--inner-loss", text, "--context", "24", "--sequences", "2", "--out", folder.File(name), .. more];
        Tests.Run.Of(inner("exact")).Succeeds();
        Tests.Run.Of(inner("rounded", "--dtype", "bf16")).Succeeds();
        Assert.NotEqual(File.ReadAllText(folder.File("exact/inner-loss.csv")), File.ReadAllText(folder.File("rounded/inner-loss.csv")));
        Tests.Run.Of("inspect", run, "--dtype", "bf16").IsRefused("--dtype goes with --inner-loss TEXT");
        Assert.StartsWith("The ", Tests.Run.Of("generate", run, "--prompt", "The ", "--length", "5", "--dtype", "bf16").Succeeds());
    }

    [Fact]
    public void A_comparison_trains_every_entry_with_it_in_runs_of_their_own()
    {
        var list = folder.Write("list.json", """
            { "corpus": "text.txt", "out": "runs",
              "model": { "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 32, "mini_batch_size": 4 },
              "training": { "steps": 2, "batch_size": 2, "context_length": 12 },
              "entries": [ { "name": "one" }, { "name": "two", "training": { "dtype": "bf16" } } ] }
            """);
        Tests.Run.Of("compare", list).Succeeds();
        Assert.Equal(["", "bf16"], Dtypes());
        var output = Tests.Run.Of("compare", list, "--dtype", "bf16").Succeeds();
        Assert.Equal(["", "bf16", "bf16"], Dtypes());
        Assert.Contains("finished before", output);

        string[] Dtypes() => [.. Directory.GetDirectories(folder.File("runs")).Select(run => Recipe(run).TryGetProperty("dtype", out var name) ? name.GetString()! : "").Order()];
    }

    [Fact]
    public void Benchmarks_compare_it_in_layers_and_models()
    {
        string[] tiny = ["--head-dim", "8", "--heads", "2", "--windows", "2", "--memory", "0", "--tokens", "16", "--pass", "forward,training", "--dtype", "fp32,bf16"];
        foreach (var what in new[] { "layer", "model" })
        {
            var shown = Tests.Run.Of(["bench", "--what", what, "--blocks", "1", "--json", folder.File("bench.json"), .. tiny]).Out;
            Assert.Matches($@"linear +{what} +forward +auto +dual +fp32 +1", shown);
            Assert.Matches($@"linear +{what} +training +auto +dual +bf16 +1", shown);
            using var json = JsonDocument.Parse(File.ReadAllText(folder.File("bench.json")));
            Assert.Equal(["fp32", "bf16", "fp32", "bf16"], json.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("dtype").GetString()));
        }
        var refused = Tests.Run.Of(["bench", .. tiny]);
        Assert.Contains("--dtype changes nothing in the inner loop alone", refused.Error);
    }

    [Fact]
    public void Files_of_the_type_are_written_by_the_same_name()
    {
        var run = Run("run");
        foreach (var (name, type) in new[] { ("fp32", "F32"), ("fp16", "F16"), ("bf16", "BF16"), ("bfloat16", "BF16") })
        {
            Tests.Run.Of("convert", run, folder.File(name), "--dtype", name).Succeeds();
            Assert.Contains($", {type};", Tests.Run.Of("inspect", folder.File(name)).Succeeds());
        }
    }

    static string Weights(string run) => Path.Combine(CheckpointFolder.Resolve(run), "model.safetensors");

    static JsonElement Recipe(string run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(CheckpointFolder.Resolve(run), "training.json"))).RootElement.GetProperty("options");
}
