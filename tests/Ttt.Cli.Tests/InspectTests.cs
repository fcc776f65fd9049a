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
    public void What_cannot_be_inspected_is_told()
    {
        Run.Of("inspect", folder.File("none")).IsRefused("no such checkpoint folder");
        Run.Of("inspect", folder.File("none.json")).IsRefused("no such file");
        Run.Of("inspect", folder.Write("bad.json", "{")).IsRefused("bad.json", "not valid JSON");
        Run.Of("inspect", folder.Write("odd.json", """{"hidden_sise": 3}""")).IsRefused("did you mean 'hidden_size'");
        Run.Of("inspect", folder.Write("ok.json", "{}"), "--context", "0").IsRefused("--context must be at least 1");
    }
}
