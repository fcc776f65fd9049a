using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Ttt.Packaging.Tests;

/// <summary>All packages, made once, in a folder outside the repository.</summary>
public sealed class Feed : IAsyncLifetime
{
    /// <summary>TorchSharp's version, as in Directory.Packages.props.</summary>
    internal const string TorchSharp = "0.107.0";

    // No cache has ever seen this version.
    internal string Version { get; } = "0.1.0-test." + DateTime.UtcNow.Ticks;

    internal string Root { get; } = Directory.CreateTempSubdirectory("ttt-packages-").FullName;

    internal string Folder => Path.Combine(Root, "feed");

    internal string Cache => Path.Combine(Root, "cache");

    static string Repository { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    static string UserCache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    internal Package Package(string id) => new(Path.Combine(Folder, $"{id}.{Version}.nupkg"));

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        (await BuildAsync()).Succeeded();
        AddStandIns();
        (await BuildAsync("-p:TttBackend=cpu")).Succeeded();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>
    /// The flavour for TorchSharp is packed even where no registry has TorchSharp: packages of its names stand in for the compiler, one with the managed
    /// tensors, which have the same signatures, and an empty one for the native libraries. A machine with the real ones in its cache compiles against those.
    /// </summary>
    void AddStandIns()
    {
        const string Assembly = "lib/net10.0/Ttt.ManagedTorch.dll";
        using var managed = ZipFile.OpenRead(Path.Combine(Folder, $"Ttt.ManagedTorch.{Version}.nupkg"));
        foreach (var (id, content) in new[] { ("TorchSharp", managed.GetEntry(Assembly)), ("TorchSharp-cpu", null) })
        {
            using var zip = ZipFile.Open(Path.Combine(Folder, $"{id}.{TorchSharp}.nupkg"), ZipArchiveMode.Create);
            using (var nuspec = new StreamWriter(zip.CreateEntry($"{id}.nuspec").Open()))
                nuspec.Write($"<package><metadata><id>{id}</id><version>{TorchSharp}</version><authors>none</authors><description>A stand-in.</description></metadata></package>");
            if (content is null)
                continue;
            using var source = content.Open();
            using var target = zip.CreateEntry(Assembly).Open();
            source.CopyTo(target);
        }
    }

    /// <summary>Builds and packs Ttt.Models and what it depends on, apart from the repository's own outputs.</summary>
    Task<Outcome> BuildAsync(params string[] more)
        => Dotnet.RunAsync(Repository, Cache, [
            "build", "src/Ttt.Models", "-c", "Release", "-v", "q", "-p:RunAnalyzers=false", "-p:GeneratePackageOnBuild=true", $"-p:Version={Version}",
            $"-p:ArtifactsPath={Path.Combine(Root, "artifacts")}", $"-p:PackageOutputPath={Folder}",
            $"-p:RestoreAdditionalProjectSources={Folder}", $"-p:RestoreAdditionalProjectFallbackFolders={UserCache}", .. more]);

    static string ThisFile([CallerFilePath] string path = "") => path;
}

[CollectionDefinition(nameof(Feed))]
public sealed class FeedCollection : ICollectionFixture<Feed>;
