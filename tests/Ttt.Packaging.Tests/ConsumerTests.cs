using System.Globalization;
using System.Text.RegularExpressions;

namespace Ttt.Packaging.Tests;

/// <summary>A user's project with one package reference and a layer of its own.</summary>
[Collection(nameof(Feed))]
public class ConsumerTests(Feed feed)
{
    [Fact]
    public async Task LayerIsRestoredBuiltAndTrained()
    {
        var outcome = (await RunAsync(Create("good"), "run", "-c", "Release")).Succeeded();
        var losses = Regex.Match(outcome.Text, @"^loss (\S+) -> (\S+)\r?$", RegexOptions.Multiline);
        Assert.True(losses.Success, outcome.Text);
        var (first, last) = (Number(losses.Groups[1]), Number(losses.Groups[2]));
        Assert.True(double.IsFinite(first) && last < first, outcome.Text);

        static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    // As docs/getting-started.md says: the files lie beside the sources, do not disturb the next build, and change with the declaration alone.
    [Fact]
    public async Task EmittedCodeIsKeptUnderReview()
    {
        var folder = Create("review");
        var (project, layer, emitted) = (Path.Combine(folder, "Consumer.csproj"), Path.Combine(folder, "Gated.cs"), Path.Combine(folder, "Emitted"));
        File.WriteAllText(project, File.ReadAllText(project).Replace("</Project>", """
              <PropertyGroup>
                <EmitCompilerGeneratedFiles>true</EmitCompilerGeneratedFiles>
                <CompilerGeneratedFilesOutputPath>Emitted</CompilerGeneratedFilesOutputPath>
              </PropertyGroup>

              <ItemGroup>
                <Compile Remove="Emitted/**" />
              </ItemGroup>

            </Project>
            """, StringComparison.Ordinal));
        var first = await BuildAsync();
        Assert.Equal(["Consumer.Gated.Cuda.g.cs", "Consumer.Gated.Kernels.g.cs", "Consumer.Gated.g.cs"], first.Keys.Order(StringComparer.Ordinal));
        Directory.Delete(emitted, recursive: true);
        Directory.Delete(Path.Combine(folder, "obj"), recursive: true);
        Assert.Equal(first, await BuildAsync());
        File.WriteAllText(layer, File.ReadAllText(layer).Replace("Sigmoid(", "Tanh(", StringComparison.Ordinal));
        var changed = await BuildAsync();
        Assert.All(first.Keys, name => Assert.NotEqual(first[name], changed[name]));

        async Task<Dictionary<string, string>> BuildAsync()
        {
            (await RunAsync(folder, "build", "-c", "Release")).Succeeded();
            return Directory.EnumerateFiles(emitted, "*.g.cs", SearchOption.AllDirectories).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        }
    }

    [Theory]
    [InlineData("analyzers", "")]
    [InlineData("no-analyzers", "-p:RunAnalyzers=false")]
    public async Task BrokenLayerStopsTheBuildWithOneMessage(string name, string option)
    {
        var outcome = await RunAsync(Create(name), ["msbuild", "-restore", "-p:Broken=true", "-v:q", .. option.Length > 0 ? [option] : Array.Empty<string>()]);
        Assert.NotEqual(0, outcome.Code);
        Assert.Equal(["Gated.cs(11,12): error TTT0008"], Regex.Matches(outcome.Text, @"[\w.]+\(\d+,\d+\): error \w+").Select(m => m.Value));
    }

    [Fact]
    public async Task CodeFixIsAppliedByDotnetFormat()
    {
        var folder = Create("format");
        var file = Path.Combine(folder, "Gated.cs");
        var broken = File.ReadAllText(file).Replace("    static Vec<D> F", "    Vec<D> F", StringComparison.Ordinal);
        File.WriteAllText(file, broken);
        (await RunAsync(folder, "format", "analyzers", "--diagnostics", "TTT0008")).Succeeded();
        Assert.Equal(broken.Replace("#else\n    [InnerModel]\n    Vec<D>", "#else\n    [InnerModel]\n    static Vec<D>", StringComparison.Ordinal), File.ReadAllText(file));
        Assert.NotEqual(broken, File.ReadAllText(file));
    }

    Task<Outcome> RunAsync(string folder, params string[] arguments) => Dotnet.RunAsync(folder, feed.Cache, arguments);

    string Create(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(feed.Root, name)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), $"""<configuration><packageSources><add key="local" value="{feed.Folder}" /></packageSources></configuration>""");
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"<Project><PropertyGroup><TttVersion>{feed.Version}</TttVersion></PropertyGroup></Project>");
        return folder;
    }
}
