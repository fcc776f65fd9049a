namespace Ttt.Cli.Tests;

/// <summary>The comparisons that the repository brings along.</summary>
public sealed class ConfigsTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Repository.Root, "configs"), "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void They_can_be_read_their_models_fit_and_their_parameters_are_equal(string file)
    {
        var config = CompareConfig.Load(Path.Combine(Repository.Root, "configs", file));
        // the one text that is not in the repository
        Assert.All(config.Shared.Corpus.Where(text => Path.GetFileName(text) != "sotu.txt"), text => Assert.True(File.Exists(text), text));
        Assert.NotEqual(config.Tasks.Count > 0, config.Shared.Corpus.Count > 0);
        // layers of a sample are not built by these tests
        if (config.Shared.Layers.Count > 0)
            return;
        var comparison = new Comparison(new(TextWriter.Null, TextWriter.Null, false, CancellationToken.None), LayerLibraries.Catalogue([]), "", TorchSharp.torch.CPU);
        var groups = config.Tasks.Count > 0 ? config.Tasks.Select(task => comparison.Fit(task.Entries, 0)) : [comparison.Fit(config.Entries, 256)];
        foreach (var entries in groups)
        {
            var parameters = entries.ToDictionary(entry => entry.Name, entry => ModelCost.Of(entry.Model).Parameters);
            foreach (var entry in entries.Where(entry => entry.Like is not null))
                Assert.InRange(parameters[entry.Name] / (double)parameters[entry.Like!.Name], 0.97, 1.03);
        }
    }
}
