using System.Text.RegularExpressions;

namespace Ttt.Cli.Tests;

/// <summary>What the pages say about the tool is true.</summary>
public sealed partial class DocsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_reference_names_every_option_and_no_other()
    {
        var page = Page("docs/cli.md");
        foreach (var section in page.Split("\n## ttt ").Skip(1))
        {
            string[] command = [.. section.Split('\n')[0].Split(' ').TakeWhile(word => word.All(letter => char.IsAsciiLetterLower(letter) || letter == '-'))];
            var help = Run.Of([.. command, "--help"]).Succeeds().Split("Examples:")[0];
            var known = Options().Matches(help).Select(m => m.Value).Except(["--help", "--layers", "--threads", "--device", "--dtype"]).ToHashSet();
            var told = Options().Matches(section).Select(m => m.Value).Except(["--layers", "--threads", "--device", "--dtype"]).ToHashSet();
            Assert.Equal(known.Order(), told.Order());
        }
    }

    [Fact]
    public void The_configuration_of_the_training_guide_can_be_read()
    {
        var page = Page("docs/training.md");
        var json = page[(page.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        var config = RunConfig.Load(folder.Write("run.json", json[..json.IndexOf("```", StringComparison.Ordinal)]));
        Assert.Equal("Mine", config.Model.TttLayerType);
        Assert.Equal(folder.File("emma.txt"), config.Corpus.Single());
        Assert.Equal(folder.File("HelloTtt.dll"), config.Layers.Single());
        Assert.Equal(300, config.Training.Steps);
    }

    [Fact]
    public void The_configuration_of_the_page_on_comparisons_can_be_read()
    {
        var page = Page("docs/comparing.md");
        var json = page[(page.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        var config = CompareConfig.Load(folder.Write("compare.json", json[..json.IndexOf("```", StringComparison.Ordinal)]));
        Assert.Equal(["Transformer", "Mamba", "TTT-Linear", "Transformer, tuned long"], config.Entries.Select(entry => entry.Name));
        Assert.Equal(config.Entries[0], config.Entries[3].From);
        Assert.True(config.Entries[2].Model.PreConv);
    }

    [Fact]
    public void The_keys_of_the_training_guide_are_keys()
    {
        var page = Page("docs/training.md");
        var listed = page[page.IndexOf("Keys of `model`", StringComparison.Ordinal)..];
        var keys = Keys().Matches(listed[listed.IndexOf('(')..listed.IndexOf(')')]).Select(m => m.Groups[1].Value).ToArray();
        Assert.True(keys.Length > 15);
        foreach (var key in keys)
        {
            var fault = Record.Exception(() => ModelConfigJson.Parse($$"""{ "{{key}}": null }""", "key"));
            Assert.True(fault is null, $"{key}: {fault?.Message}");
        }
    }

    [Fact]
    public void The_keys_and_options_of_the_page_on_models_exist()
    {
        var page = Page("docs/models.md");
        var help = Run.Of("train", "--help").Succeeds();
        var rows = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal) && Keys().Match(line) is { Success: true } first && first.Index == 2).ToArray();
        Assert.True(rows.Length >= 10);
        foreach (var row in rows.Where(row => !row.StartsWith("| `transformer`", StringComparison.Ordinal) && !row.StartsWith("| `mamba`", StringComparison.Ordinal)))
        {
            var key = Keys().Match(row).Groups[1].Value;
            var fault = Record.Exception(() => ModelConfigJson.Parse($$"""{ "{{key}}": null }""", "key"));
            Assert.True(fault is null, $"{key}: {fault?.Message}");
        }
        Assert.All(Options().Matches(page).Select(match => match.Value).Except(["--what", "--tokens", "--pass", "--plot"]), option => Assert.Contains(option, help));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("configs/README.md")]
    [InlineData("data/README.md")]
    [InlineData("docs/checkpoints.md")]
    [InlineData("docs/cli.md")]
    [InlineData("docs/adding-a-layer.md")]
    [InlineData("docs/adding-a-primitive.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/comparing.md")]
    [InlineData("docs/derivations.md")]
    [InlineData("docs/evaluation.md")]
    [InlineData("docs/getting-started.md")]
    [InlineData("docs/language.md")]
    [InlineData("docs/models.md")]
    [InlineData("docs/performance.md")]
    [InlineData("docs/results.md")]
    [InlineData("docs/results/denoising/report.md")]
    [InlineData("docs/results/fine-tuning/report.md")]
    [InlineData("docs/results/ladder/report.md")]
    [InlineData("docs/results/main/report.md")]
    [InlineData("docs/results/mini-batch/report.md")]
    [InlineData("docs/results/sizes/report.md")]
    [InlineData("docs/results/sotu/report.md")]
    [InlineData("docs/results/tasks/report.md")]
    [InlineData("docs/tokenizers.md")]
    [InlineData("docs/training.md")]
    [InlineData("samples/HelloTtt/README.md")]
    [InlineData("samples/Ladder/README.md")]
    public void Links_lead_somewhere(string page)
    {
        foreach (Match link in Links().Matches(Page(page)))
        {
            var target = link.Groups[1].Value;
            if (target.StartsWith("https://", StringComparison.Ordinal))
                continue;
            var path = Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target);
            Assert.True(File.Exists(path) || File.Exists(path + ".md"), $"{page}: {target}");
        }
    }

    static string Page(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z-]+")]
    private static partial Regex Options();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Keys();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Links();
}
