using Ttt.Layers;

namespace Ttt.Cli.Tests;

/// <summary>The published layers are declarations like any other: without them the library builds, and the tool explains and trains a third.</summary>
public sealed class WithoutPublishedLayersTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_third_layer_needs_neither_of_them_and_no_other_source()
    {
        Assert.Equal(new LayerCatalogue().Layers.Select(layer => $"{layer.Type.Name}.cs").Order(StringComparer.Ordinal), CopyLayersWithoutDeclarations(folder.File("Ttt.Layers")));
        Project("Ttt.Layers", """<InternalsVisibleTo Include="Ttt.Models" />""");
        Directory.CreateDirectory(folder.File("Sample"));
        File.Copy(Path.Combine(Repository.Root, "samples", "HelloTtt", "Mine.cs"), folder.File("Sample/Mine.cs"));
        Project("Sample", """<ProjectReference Include="../Ttt.Layers/Ttt.Layers.csproj" />""");
        Processes.Dotnet(folder.Path, "build", "Sample", "-c", "Release", "-o", "built", "-nologo", "-v", "q", "-nodeReuse:false", "-p:UseSharedCompilation=false");

        // the tool as it was built, with the new library in the place of the old
        Copy(AppContext.BaseDirectory, folder.File("tool"));
        File.Copy(folder.File("built/Ttt.Layers.dll"), folder.File("tool/Ttt.Layers.dll"), overwrite: true);
        string[] tool = ["tool/ttt.dll"];
        var list = Processes.Dotnet(folder.Path, [.. tool, "explain", "--layers", "built/Sample.dll"]);
        Assert.Contains("Mine", list);
        Assert.DoesNotContain("TttLinear", list);
        Assert.DoesNotContain("TttMlp", list);
        Assert.Contains("Dual form", Processes.Dotnet(folder.Path, [.. tool, "explain", "Mine", "--layers", "built/Sample.dll"]));
        var text = TinyRun.Text(folder);
        var output = Processes.Dotnet(folder.Path, [.. tool, .. TinyRun.Train(text, "run", "--layers", "built/Sample.dll", "--layer", "Mine")]);
        Assert.Matches(@"held-out text: \d\.\d+ bits per byte", output);
    }

    static string[] CopyLayersWithoutDeclarations(string target)
    {
        var source = Path.Combine(Repository.Root, "src", "Ttt.Layers");
        var removed = new List<string>();
        foreach (var file in Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            if (File.ReadLines(file).Any(l => l.StartsWith("[TttLayer(", StringComparison.Ordinal) || l.StartsWith("[TttLayer]", StringComparison.Ordinal)))
            {
                removed.Add(Path.GetFileName(file));
                continue;
            }
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return [.. removed.Order(StringComparer.Ordinal)];
    }

    void Project(string name, string more)
    {
        var references = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(f => Path.GetFileName(f) is "Ttt.Abstractions.dll" or "Ttt.Cuda.dll" or "Ttt.Kernels.dll" or "Ttt.ManagedTorch.dll" or "TorchSharp.dll");
        Directory.CreateDirectory(folder.File(name));
        folder.Write($"{name}/{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <Version>0.1.0</Version>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(references.Select(r => $"""<Reference Include="{r}" />"""))}
                <Analyzer Include="{Path.Combine(AppContext.BaseDirectory, "Ttt.Generators.dll")}" />
                {more}
              </ItemGroup>
            </Project>
            """);
    }

    static void Copy(string source, string target)
    {
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
