using System.Text.Json;

namespace Ttt.Cli.Tests;

public sealed class CurveTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Perplexity_by_index_of_several_models_is_one_table_one_plot_and_two_files()
    {
        var other = Copy("other");
        var (svg, json, csv) = (trained.File("index.svg"), trained.File("index.json"), trained.File("index.csv"));
        var output = Run.Of("eval", trained.Path, other, trained.Text, "--by-index", "--length", "64", "--plot", svg, "--json", json, "--csv", csv).Succeeds();
        Assert.Contains("32-44", output);
        Assert.Contains("minus those of run, window by window", output);
        Assert.Contains("other", File.ReadAllText(svg));
        var rows = File.ReadAllLines(csv);
        Assert.StartsWith("model,from,to,tokens,loss", rows[0]);
        Assert.Equal(1 + 2 * 12, rows.Length);
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        var models = document.RootElement.GetProperty("models").EnumerateArray().ToArray();
        Assert.Equal("by-index", document.RootElement.GetProperty("kind").GetString());
        Assert.Equal(64, models[0].GetProperty("points").EnumerateArray().Last().GetProperty("to").GetInt64());
        // the same weights predict the same
        Assert.All(models[1].GetProperty("points").EnumerateArray(), p => Assert.Equal(0, p.GetProperty("loss_minus_first").GetDouble()));
    }

    [Fact]
    public void Perplexity_against_context_has_a_row_for_each_length()
    {
        var output = Run.Of("eval", trained.Path, trained.Text, "--held-out", "--context-lengths", "32,8,16", "--windows", "4").Succeeds();
        Assert.Contains("4 windows of text.txt", output);
        string[] rows = [.. output.Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(word => word is "8" or "16" or "32")];
        Assert.Equal(["8", "16", "32"], rows);
    }

    [Fact]
    public void Several_models_are_summed_up_one_after_the_other()
    {
        var output = Run.Of("eval", trained.Path, Copy("second"), trained.Text).Succeeds();
        Assert.Contains("--- run\n", output);
        Assert.Contains("--- second\n", output);
    }

    [Fact]
    public void Curves_refuse_what_does_not_go_with_them()
    {
        string[] command = ["eval", trained.Path, trained.Text];
        Run.Of([.. command, "--plot", trained.File("x.svg")]).IsRefused("--plot needs --by-index");
        Run.Of([.. command, "--by-index", "--carry"]).IsRefused("--carry does not go with a curve");
        Run.Of([.. command, "--by-index", "--context-lengths", "4"]).IsRefused("one at a time");
        Run.Of([.. command, "--context-lengths", "4,x"]).IsRefused("--context-lengths must be integers with commas between, not '4,x'");
        Run.Of([.. command, "--by-index", "--length", "1000000"]).IsRefused("a window of 1000000 needs 1000001");
        Run.Of([.. command, "--distances", "4"]).IsRefused("--distances needs --passkey or --needle");
        Run.Of([.. command, "--passkey", "--needle"]).IsRefused("one at a time");
        Run.Of([.. command, "--passkey", "--length", "9"]).IsRefused("--length does not go with");
        Run.Of([.. command, "--needle"]).IsRefused("different words", "needs at least 100");
        Run.Of([.. command, "--passkey", "--distances", "1000000"]).IsRefused("use a longer text");
        Run.Of([.. command, "--by-index", "--csv", trained.File("nowhere/x.csv")]).IsRefused("--csv", "there is no folder");
        Run.Of([.. command, "--by-index", "--csv", trained.Text]).IsRefused("--csv", "is read; name another file");
        Run.Of([.. command, "--by-index", "--csv", trained.Path]).IsRefused("--csv", "it is a folder");
        Run.Of([.. command, "--by-index", "--json", trained.File("same"), "--csv", trained.File("same")]).IsRefused("--csv", "is written by --json; name another file");
    }

    [Theory]
    [InlineData("--passkey", "passkey in book.txt")]
    [InlineData("--needle", "needle in book.txt")]
    public void Recall_is_measured_against_distance(string probe, string title)
    {
        var book = trained.File("book.txt");
        File.WriteAllText(book, string.Join('\n', Enumerable.Range(0, 130).Select(i => $"a line with words word{(char)('a' + i / 26)}{(char)('a' + i % 26)}")));
        var (json, csv, svg) = (trained.File("recall.json"), trained.File("recall.csv"), trained.File("recall.svg"));
        var output = Run.Of("eval", trained.Path, book, probe, "--distances", "600,20", "--samples", "6", "--choices", "4", "--json", json, "--csv", csv, "--plot", svg).Succeeds();
        Assert.Contains(title, output);
        Assert.Matches(@"chance +25 \(0\)", output);
        Assert.Equal(["run,20,6", "run,600,6"], File.ReadAllLines(csv).Skip(1).Select(line => string.Join(',', line.Split(',')[..3])));
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(0.25, document.RootElement.GetProperty("chance").GetDouble());
        Assert.Contains("chance", File.ReadAllText(svg));
    }

    [Fact]
    public void Of_one_prompt_there_is_no_standard_error()
    {
        var json = trained.File("one.json");
        var output = Run.Of("eval", trained.Path, trained.Text, "--passkey", "--distances", "20", "--samples", "1", "--json", json).Succeeds();
        Assert.DoesNotMatch(@"\d ± \d", output);
        using var document = JsonDocument.Parse(File.ReadAllText(json));
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("models")[0].GetProperty("points")[0].GetProperty("standard_error").ValueKind);
    }

    string Copy(string name)
    {
        var folder = trained.File(name);
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(CheckpointFolder.Resolve(trained.Path)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        return folder;
    }
}
