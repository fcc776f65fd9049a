namespace Ttt.Cli.Tests;

/// <summary>A newcomer's layer, in an assembly that the tool has never seen.</summary>
public sealed class SampleTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_layer_of_ones_own_explains_trains_resumes_and_speaks()
    {
        var (text, run) = (TinyRun.Text(folder), folder.File("run"));
        string[] layers = ["--layers", Repository.Sample];
        var explained = Run.Of(["explain", "Mine", .. layers]).Succeeds();
        Assert.Contains("f(x) = tanh(x·w) ∘ sigmoid(x·u)", explained);
        Assert.Contains("Dual form", explained);

        using var interrupt = new CancellationTokenSource();
        using var output = new InterruptingWriter("step 2/6", interrupt);
        using var error = new StringWriter();
        Assert.Equal(130, Tool.Run(TinyRun.Train(text, run, ["--layer", "Mine", "--log-every", "1", .. layers]), new(output, error, false, interrupt.Token)));
        Assert.Contains($"--layers {Repository.Sample}", output.ToString());
        Run.Of(["train", text, "--resume", run, .. layers]).Succeeds();
        Run.Of(["eval", run, text, "--max-tokens", "100", .. layers]).Succeeds();
        Assert.StartsWith("The ", Run.Of(["generate", run, "--prompt", "The ", "--length", "20", .. layers]).Succeeds());
        Run.Of("generate", run).IsRefused("'Mine' is in no loaded assembly", "--layers");

        using var weights = new SafetensorsReader(Path.Combine(CheckpointFolder.Resolve(run), CheckpointFolder.Model));
        Assert.Contains(weights.Entries.Keys, n => n.EndsWith(".u", StringComparison.Ordinal));
    }

    [Fact]
    public void The_readmes_show_the_declaration_that_is_compiled()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "samples", "HelloTtt", "Mine.cs"));
        var declaration = source[source.IndexOf("[TttLayer", StringComparison.Ordinal)..].Trim();
        Assert.Contains(declaration, File.ReadAllText(Path.Combine(Repository.Root, "README.md")));
        Assert.True(declaration.Split('\n').Length <= 10);
    }

    [Fact]
    public void The_readme_shows_what_is_derived()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var excerpt = readme[(readme.IndexOf("```text", StringComparison.Ordinal) + 7)..];
        var explained = Run.Of("explain", "Mine", "--layers", Repository.Sample).Succeeds();
        var lines = excerpt[..excerpt.IndexOf("```", StringComparison.Ordinal)].Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l != "...").ToArray();
        Assert.True(lines.Length > 5);
        Assert.All(lines, line => Assert.Contains(line, explained));
    }
}
