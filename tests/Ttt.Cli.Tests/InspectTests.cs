using System.Text.Json;

namespace Ttt.Cli.Tests;

public sealed class InspectTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_its_folder_and_its_configuration_cost_the_same()
    {
        var run = folder.File("run");
        Run.Of(TinyRun.Train(TinyRun.Text(folder), run)).Succeeds();
        var sheet = Run.Of("inspect", run).Succeeds();
        Assert.Contains("names and shapes fit, checksums hold", sheet);
        Assert.Contains("linear, block 0", sheet);
        Assert.Contains("inner loop", sheet);
        var config = Path.Combine(CheckpointFolder.Resolve(run), "config.json");
        using var model = CheckpointFolder.LoadModel(run);
        var json = Run.Of("inspect", config, "--json").Succeeds();
        Assert.Equal(json, Run.Of("inspect", CheckpointFolder.Resolve(run), "--json").Succeeds());
        Assert.Equal(json, Run.Of("inspect", folder.Write("run.json", $$"""{ "model": {{File.ReadAllText(config)}} }"""), "--json").Succeeds());
        using var document = JsonDocument.Parse(json);
        Assert.Equal(model.ParameterCount, document.RootElement.GetProperty("parameters").GetInt64());
        Assert.Equal(1, document.RootElement.GetProperty("blocks").GetArrayLength());
        Assert.True(document.RootElement.GetProperty("operations_per_token").GetProperty("training").GetDouble() > document.RootElement.GetProperty("operations_per_token").GetProperty("decode").GetDouble());
    }

    [Fact]
    public void The_inner_loss_of_a_run_is_tabled_and_plotted()
    {
        var (text, run) = (TinyRun.Text(folder), folder.File("run"));
        Run.Of(TinyRun.Train(text, run)).Succeeds();
        var sheet = Run.Of("inspect", run, "--inner-loss", text, "--context", "24", "--sequences", "2", "--out", folder.File("inner")).Succeeds();
        Assert.Contains("mean of 2 sequences of 24 tokens", sheet);
        var lines = File.ReadAllLines(folder.File("inner/inner-loss.csv"));
        Assert.Equal("block,layer,position,initial,before,after", lines[0]);
        Assert.Equal(25, lines.Length);
        Assert.StartsWith("<svg", File.ReadAllText(folder.File("inner/inner-loss-1.svg")));
        Run.Of("inspect", run, "--inner-loss", text, "--context", "100000").IsRefused("one sequence needs 100000");
        Run.Of("inspect", run, "--inner-loss", text, "--json").IsRefused("--inner-loss writes its table as CSV");
        Run.Of("inspect", run, "--out", "x").IsRefused("--out goes with --inner-loss");
    }

    [Fact]
    public void What_cannot_be_inspected_is_told()
    {
        Run.Of("inspect", folder.File("none")).IsRefused("no such checkpoint folder");
        Run.Of("inspect", folder.File("none.json")).IsRefused("no such file");
        Run.Of("inspect", folder.Write("bad.json", "{")).IsRefused("bad.json", "not valid JSON");
        Run.Of("inspect", folder.Write("odd.json", """{"hidden_sise": 3}""")).IsRefused("did you mean 'hidden_size'");
        Run.Of("inspect", folder.Write("ok.json", "{}"), "--context", "0").IsRefused("--context must be at least 1");
    }
}
