namespace Ttt.Packaging.Tests;

/// <summary>Every package holds what it should and asks for what it needs.</summary>
[Collection(nameof(Feed))]
public class PackageTests(Feed feed)
{
    const string Tensors = "System.Numerics.Tensors";

    [Fact]
    public void GeneratorsHoldTheCompilerItsFixesAndItsProperties()
    {
        var package = feed.Package("Ttt.Generators");
        Assert.Equal(
            ["README.md", "Ttt.Generators.nuspec", "analyzers/dotnet/cs/Ttt.CodeFixes.dll", "analyzers/dotnet/cs/Ttt.Generators.dll", "build/Ttt.Generators.props", "buildTransitive/Ttt.Generators.props"],
            package.Files);
        Assert.Equal("true", package["developmentDependency"]);
        Assert.Empty(package.Dependencies);
    }

    [Fact]
    public void KernelsHoldTheWaitOfThreads()
        => Assert.Equal(["README.md", "Ttt.Kernels.nuspec", "build/Ttt.Kernels.props", "buildTransitive/Ttt.Kernels.props", "lib/net10.0/Ttt.Kernels.dll", "lib/net10.0/Ttt.Kernels.xml"],
            feed.Package("Ttt.Kernels").Files.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Ttt.Abstractions", "Ttt.Abstractions")]
    [InlineData("Ttt.Cuda", "Ttt.Cuda")]
    [InlineData("Ttt.ManagedTorch", "Ttt.ManagedTorch")]
    [InlineData("Ttt.Layers", "Ttt.Layers")]
    [InlineData("Ttt.Layers.Managed", "Ttt.Layers")]
    [InlineData("Ttt.Models", "Ttt.Models")]
    [InlineData("Ttt.Models.Managed", "Ttt.Models")]
    public void LibrariesHoldTheirAssemblyAndItsDocumentation(string id, string assembly)
        => Assert.Equal(["README.md", $"{id}.nuspec", $"lib/net10.0/{assembly}.dll", $"lib/net10.0/{assembly}.xml"], feed.Package(id).Files.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Ttt.Abstractions")]
    [InlineData("Ttt.Cuda")]
    [InlineData("Ttt.Kernels")]
    [InlineData("Ttt.ManagedTorch", Tensors)]
    [InlineData("Ttt.Layers", "TorchSharp", "Ttt.Abstractions", "Ttt.Cuda", "Ttt.Generators", "Ttt.Kernels")]
    [InlineData("Ttt.Layers.Managed", "Ttt.Abstractions", "Ttt.Cuda", "Ttt.Generators", "Ttt.Kernels", "Ttt.ManagedTorch")]
    [InlineData("Ttt.Models", "TorchSharp", "Ttt.Layers")]
    [InlineData("Ttt.Models.Managed", "Ttt.Layers.Managed", "Ttt.ManagedTorch")]
    public void DependenciesAreThoseOfTheFlavour(string id, params string[] dependencies)
    {
        var package = feed.Package(id);
        var found = package.Dependencies.Where(d => d.Id != Tensors || dependencies.Contains(Tensors)).ToArray();
        Assert.Equal(dependencies, found.Select(d => d.Id));
        Assert.All(found, d => Assert.True(d.Id == Tensors || d.Version == (d.Id == "TorchSharp" ? Feed.TorchSharp : feed.Version), $"{d}"));
    }

    [Theory]
    [InlineData("Ttt.Layers", "Ttt.Generators")]
    [InlineData("Ttt.Layers.Managed", "Ttt.Generators")]
    [InlineData("Ttt.Models", "Ttt.Layers")]
    [InlineData("Ttt.Models.Managed", "Ttt.Layers.Managed")]
    public void OneReferenceBringsTheCompiler(string id, string through) => Assert.True(feed.Package(id).PassesAnalyzersOf(through));

    [Theory]
    [InlineData("Ttt.Abstractions")]
    [InlineData("Ttt.Cuda")]
    [InlineData("Ttt.Kernels")]
    [InlineData("Ttt.Generators")]
    [InlineData("Ttt.ManagedTorch")]
    [InlineData("Ttt.Layers")]
    [InlineData("Ttt.Models.Managed")]
    public void PackagesSayWhatTheyAre(string id)
    {
        var package = feed.Package(id);
        Assert.Equal((id, feed.Version, "MIT", "README.md"), (package["id"], package["version"], package["license"], package["readme"]));
        Assert.EndsWith(".", package["description"]);
    }
}
