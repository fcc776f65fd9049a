using System.Text.Json;

namespace Ttt.Cli.Tests;

public sealed class CompareTests : IDisposable
{
    const string Common = """
        "corpus": "text.txt", "out": "runs",
        "model": { "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 32, "mini_batch_size": 4 },
        "training": { "steps": 6, "batch_size": 2, "context_length": 12, "learning_rate": 0.01, "evaluation_interval": 3, "evaluation_tokens": 64, "checkpoint_interval": 2, "seed": 5 },
        """;

    const string Three = $$"""
        { "title": "Three of a kind", {{Common}} "match_parameters": true, "index_length": 40, "index_windows": 3,
          "entries": [
            { "name": "TTT-Linear", "model": { "ttt_layer_type": "linear" } },
            { "name": "Transformer | long", "series": "Transformer", "model": { "ttt_layer_type": "attention" } },
            { "name": "tuned", "series": "Transformer", "from": "Transformer | long", "model": { "ttt_layer_type": "attention", "rope_theta": 500 }, "training": { "steps": 2, "context_length": 24 } } ] }
        """;

    readonly TemporaryFolder folder = new();

    public CompareTests() => TinyRun.Text(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_list_of_runs_becomes_one_report()
    {
        var output = Run.Of("compare", folder.Write("three.json", Three)).Succeeds();
        Assert.Contains("[2/3] Transformer | long: attention, 6 steps of 2 windows of 12", output);
        var page = File.ReadAllText(folder.File("runs/report.md"));
        Assert.StartsWith("# Three of a kind\n", page);
        Assert.Contains("tokens: 144 to 240, 66.7 % apart", page);
        Assert.Matches(@"\| Transformer \\\| long \| [\d,]+ \| 144 \| \d\.\d\de\d \| 0:\d\d \| \d+\.\d{3} \|", page);
        Assert.Contains("| 32-39 |", page);
        foreach (var plot in new[] { "loss.svg", "by-index.svg", "operations.svg" })
        {
            Assert.Contains($"({plot})", page);
            Assert.StartsWith("<svg", File.ReadAllText(folder.File($"runs/{plot}")));
        }
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("runs/report.json")));
        var runs = report.RootElement.GetProperty("runs").EnumerateArray().ToArray();
        var parameters = runs.Select(run => run.GetProperty("parameters").GetInt64()).ToArray();
        // one step of eight channels is the finest there is
        Assert.True(parameters.Max() - parameters.Min() <= 3 * 16 * 8 / 2, string.Join(", ", parameters));
        Assert.Equal(parameters[1], parameters[2]);
        var operations = runs.Select(run => run.GetProperty("training_operations").GetDouble()).ToArray();
        Assert.True(operations[2] > operations[1]);
    }

    [Fact]
    public void What_is_finished_is_kept_and_a_changed_run_is_another_run()
    {
        var file = folder.Write("three.json", Three);
        Run.Of("compare", file).Succeeds();
        var (page, data) = (File.ReadAllText(folder.File("runs/report.md")), File.ReadAllText(folder.File("runs/report.json")));
        Assert.Equal(3, Lines(Run.Of("compare", file).Succeeds(), "finished before"));
        Assert.Equal((page, data), (File.ReadAllText(folder.File("runs/report.md")), File.ReadAllText(folder.File("runs/report.json"))));
        folder.Write("three.json", Three.Replace("\"steps\": 2,", "\"steps\": 3,", StringComparison.Ordinal));
        Assert.Equal(2, Lines(Run.Of("compare", file, "--report", folder.File("elsewhere")).Succeeds(), "finished before"));
        Assert.Equal(page, File.ReadAllText(folder.File("runs/report.md")));
        Assert.True(File.Exists(folder.File("elsewhere/report.md")));
    }

    [Fact]
    public void How_often_it_is_saved_does_not_make_it_another_run()
    {
        Run.Of("compare", folder.Write("three.json", Three)).Succeeds();
        Assert.Equal(3, Lines(Run.Of("compare", folder.Write("three.json", Three.Replace("\"checkpoint_interval\": 2", "\"checkpoint_interval\": 3", StringComparison.Ordinal))).Succeeds(), "finished before"));
    }

    [Fact]
    public void Parameters_are_made_those_of_the_entry_that_is_named()
    {
        var file = folder.Write("sizes.json", $$"""
            { {{Common}} "entries": [
                { "name": "small", "model": { "ttt_layer_type": "attention" } },
                { "name": "large", "model": { "ttt_layer_type": "attention", "hidden_size": 32 } },
                { "name": "linear", "match_parameters": "large", "model": { "hidden_size": 32 } },
                { "name": "first", "match_parameters": true } ] }
            """);
        Run.Of("compare", file).Succeeds();
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("runs/report.json")));
        var parameters = report.RootElement.GetProperty("runs").EnumerateArray().ToDictionary(run => run.GetProperty("name").GetString()!, run => run.GetProperty("parameters").GetInt64());
        Assert.InRange(Math.Abs(parameters["large"] - parameters["linear"]), 0, 3 * 32 * 8 / 2);
        Assert.InRange(Math.Abs(parameters["small"] - parameters["first"]), 0, 3 * 16 * 8 / 2);
        Assert.True(parameters["large"] > 2 * parameters["small"]);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_told_of_before_anything_is_trained()
    {
        Run.Of("compare", folder.Write("from.json", $$"""{ {{Common}} "entries": [ { "name": "a" }, { "name": "b", "from": "a", "model": { "intermediate_size": 48 } } ] }"""), "--out", folder.File("from"))
            .IsRefused("entry 'b'", "begins with the weights of 'a'", "mlp.gate_proj.weight is [32,16] and not [48,16]");
        Run.Of("compare", folder.Write("from.json", $$"""{ {{Common}} "entries": [ { "name": "a" }, { "name": "b", "from": "a", "model": { "pre_conv": true } } ] }"""), "--out", folder.File("from"))
            .IsRefused("entry 'b'", "which has no model.layers.0.conv");
        Assert.Empty(Directory.GetDirectories(folder.File("from")));
    }

    [Fact]
    public void An_interrupted_comparison_goes_on_and_ends_with_the_same_weights()
    {
        var file = folder.Write("three.json", Three);
        Run.Of("compare", file, "--out", folder.File("whole")).Succeeds();
        using var interrupt = new CancellationTokenSource();
        using var output = new InterruptingWriter("step 3/6", interrupt);
        Assert.Equal(130, Tool.Run(["compare", file, "--out", folder.File("parts")], new(output, TextWriter.Null, false, interrupt.Token)));
        Assert.False(File.Exists(folder.File("parts/report.md")));
        Assert.Contains("goes on after step 3", Run.Of("compare", file, "--out", folder.File("parts")).Succeeds());
        foreach (var run in Directory.GetDirectories(folder.File("whole")))
            TinyRun.AssertSameFiles(Path.Combine(run, "checkpoints"), Path.Combine(folder.File("parts"), Path.GetFileName(run), "checkpoints"));
    }

    [Fact]
    public void Windows_longer_than_the_text_that_is_held_out_are_refused() =>
        Run.Of("compare", folder.Write("long.json", Three.Replace("\"index_length\": 40", "\"index_length\": 100000", StringComparison.Ordinal))).IsRefused("'index_length' is 100000", "are held out");

    [Fact]
    public void A_key_that_stands_twice_is_refused() =>
        Run.Of("compare", folder.Write("twice.json", Three.Replace("\"index_length\": 40", "\"index_length\": 40, \"index_length\": 41", StringComparison.Ordinal))).IsRefused("twice.json", "index_length");

    [Fact]
    public void A_run_that_fails_does_not_lose_the_others()
    {
        var file = folder.Write("runs.json", $$"""
            { {{Common}} "entries": [
                { "name": "first" },
                { "name": "wild", "training": { "learning_rate": 1e30, "clip_norm": 0, "warmup_steps": 0 } },
                { "name": "after wild", "from": "wild" },
                { "name": "last", "model": { "ttt_layer_type": "deltanet" } } ] }
            """);
        var run = Run.Of("compare", file);
        Assert.Equal((1, ""), (run.Code, run.Error));
        var page = File.ReadAllText(folder.File("runs/report.md"));
        Assert.Contains("| last |", page);
        Assert.Contains("**wild** failed: the ", page);
        Assert.Contains("**after wild** failed: it begins with the weights of 'wild'", page);
    }

    [Fact]
    public void A_folder_of_configurations_is_a_comparison()
    {
        Directory.CreateDirectory(folder.File("configs"));
        foreach (var layer in new[] { "linear", "attention" })
            folder.Write($"configs/{layer}.json", $$"""{ {{Common.Replace("text.txt", "../text.txt", StringComparison.Ordinal).Replace("\"mini_batch_size\"", $"\"ttt_layer_type\": \"{layer}\", \"mini_batch_size\"", StringComparison.Ordinal).TrimEnd().TrimEnd(',')}} }""");
        Run.Of("compare", folder.File("configs"), "--out", folder.File("both")).Succeeds();
        var page = File.ReadAllText(folder.File("both/report.md"));
        Assert.True(page.IndexOf("| attention |", StringComparison.Ordinal) < page.IndexOf("| linear |", StringComparison.Ordinal));
        folder.Write("configs/other.json", """{ "corpus": "../other.txt" }""");
        Run.Of("compare", folder.File("configs")).IsRefused("other.json", "only runs on the same tokens");
    }

    [Fact]
    public void Tasks_are_columns_of_one_report()
    {
        var file = folder.Write("tasks.json", """
            { "title": "Little tasks", "out": "tasks", "test_sequences": 32, "match_parameters": true,
              "tasks": [ { "task": "mqar", "pairs": 2, "symbols": 3, "length": 9 }, { "task": "parity", "name": "long parity", "length": 6, "training": { "steps": 3 } } ],
              "model": { "hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "intermediate_size": 32, "mini_batch_size": 4 },
              "training": { "steps": 4, "batch_size": 2, "learning_rate": 0.01, "evaluation_interval": 2 },
              "entries": [ { "name": "attention", "model": { "ttt_layer_type": "attention" } }, { "name": "delta", "model": { "ttt_layer_type": "deltanet" }, "training": { "learning_rate": 0.02 } } ] }
            """);
        Run.Of("compare", file).Succeeds();
        var page = File.ReadAllText(folder.File("tasks/report.md"));
        Assert.Contains("| model | parameters (mqar) | mqar | long parity |", page);
        Assert.Contains("| chance |  | 50.0 | 50.0 |", page);
        Assert.Contains("| best |  | 100.0 | 100.0 |", page);
        Assert.Contains("| long parity | parity: 6 bits, tested on 24 | 3 | 2 | 36 |", page);
        Assert.True(File.Exists(folder.File("tasks/long-parity.svg")));
        using var report = JsonDocument.Parse(File.ReadAllText(folder.File("tasks/report.json")));
        var runs = report.RootElement.GetProperty("tasks")[1].GetProperty("runs").EnumerateArray().ToArray();
        Assert.Equal([3, 3], runs.Select(run => run.GetProperty("training").GetProperty("steps").GetInt32()));
        Assert.Equal([0.01, 0.02], runs.Select(run => run.GetProperty("training").GetProperty("learning_rate").GetDouble()));
        Assert.All(runs, run => Assert.Equal(2, run.GetProperty("model").GetProperty("vocab_size").GetInt32()));
        Assert.Equal(4, Lines(Run.Of("compare", file).Succeeds(), "finished before"));
    }

    [Theory]
    [InlineData("""{ "tasks": [], "entries": [ { "name": "a" } ] }""", "'tasks' must list at least one task")]
    [InlineData("""{ "tasks": [ { "task": "mqra" } ], "entries": [ { "name": "a" } ] }""", "task 1: there is no task 'mqra'", "did you mean 'mqar'")]
    [InlineData("""{ "tasks": [ { "task": "mqar" }, { "task": "mqar" } ], "entries": [ { "name": "a" } ] }""", "two tasks are called 'mqar'")]
    [InlineData("""{ "tasks": [ { "task": "mqar" } ], "corpus": "text.txt", "entries": [ { "name": "a" } ] }""", "'tasks' make their own sequences")]
    [InlineData("""{ "tasks": [ { "task": "mqar", "training": { "context_length": 9 } } ], "entries": [ { "name": "a" } ] }""", "'context_length' in 'training' does not go with 'tasks'")]
    [InlineData("""{ "tasks": [ { "task": "mqar" } ], "entries": [ { "name": "a", "model": { "vocab_size": 9 } } ] }""", "'vocab_size' in 'model' does not go with 'tasks'")]
    [InlineData("""{ "tasks": [ { "task": "mqar" } ], "training": { "order": "carried" }, "entries": [ { "name": "a" } ] }""", "'order' in 'training' does not go with 'tasks'")]
    [InlineData("""{ "tasks": [ { "task": "mqar" } ], "index_length": 9, "entries": [ { "name": "a" } ] }""", "'index_length' is of a comparison on a text")]
    [InlineData("""{ "tasks": [ { "task": "mqar" } ], "index_windows": 9, "entries": [ { "name": "a" } ] }""", "'index_windows' is of a comparison on a text")]
    [InlineData("""{ "corpus": "text.txt", "test_sequences": 9, "entries": [ { "name": "a" } ] }""", "'test_sequences' goes with 'tasks'; take it out")]
    [InlineData("""{ "corpus": "text.txt", "entries": [ { "name": "a", "model": { "ttt_layer_type": "mamba", "rope": false } } ] }""", "entry 'a'", "'rope' is given, but mamba rotates nothing")]
    [InlineData("""{ "entries": [ { "name": "a" }, { "name": "b", "match_parameters": "c" } ] }""", "entry 'b'", "to have the parameters of 'c', which is no entry before it")]
    [InlineData("""{ "match_parameters": "a", "entries": [ { "name": "a" } ] }""", "'match_parameters' of the list must be true or false")]
    [InlineData("""{ "entries": [ { "name": "a", "training": { "document_separator": "x" } } ] }""", "entry 'a'", "'document_separator' belongs to the text")]
    [InlineData("""{ "entries": [ { "name": "a", "match_parameters": 3 } ] }""", "entry 'a'", "'match_parameters' must be true, false or the name of an entry before it")]
    [InlineData("""{ "entries": [] }""", "'entries' must list at least one run")]
    [InlineData("""{ "entires": [] }""", "unknown key 'entires'", "did you mean 'entries'")]
    [InlineData("""{ "entries": [ { "model": {} } ] }""", "entry 1 has no 'name'")]
    [InlineData("""{ "entries": [ { "name": "a" }, { "name": "a" } ] }""", "two entries are called 'a'")]
    [InlineData("""{ "entries": [ { "name": "a", "from": "b" } ] }""", "entry 'a'", "begins with the weights of 'b', which is no entry before it")]
    [InlineData("""{ "entries": [ { "name": "a", "modle": {} } ] }""", "entry 'a'", "unknown key 'modle'", "did you mean 'model'")]
    [InlineData("""{ "entries": [ { "name": "a", "model": { "hiden_size": 4 } } ] }""", "entry 'a', 'model'", "unknown key 'hiden_size'")]
    [InlineData("""{ "entries": [ { "name": "a", "model": 3 } ] }""", "entry 'a', 'model'", "a JSON object is expected")]
    [InlineData("""{ "corpus": "text.txt", "entries": [ { "name": "a", "model": { "ttt_layer_type": "linaer" } } ] }""", "entry 'a'", "no layer 'linaer'")]
    [InlineData("""{ "entries": [ { "name": "a" } ] }""", "no text is given")]
    [InlineData("""{ "corpus": "text.txt", "match_parameters": true, "entries": [ { "name": "a", "model": { "hidden_size": 16 } }, { "name": "b", "model": { "hidden_size": 64 } } ] }""", "entry 'b'", "cannot be made as small as")]
    public void What_cannot_be_compared_is_one_clear_line(string json, params string[] words) => Run.Of("compare", folder.Write("bad.json", json), "--out", folder.File("bad")).IsRefused(words);

    static int Lines(string output, string word) => output.Split('\n').Count(line => line.Contains(word, StringComparison.Ordinal));
}
