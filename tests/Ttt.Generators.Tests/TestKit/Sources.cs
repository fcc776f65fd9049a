using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Compilations in memory, with the references that a user's project has.</summary>
static class Sources
{
    public const string Usings = """
        using Ttt;
        using static Ttt.Fn;


        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    static readonly string[] Own = ["Ttt.Abstractions", "Ttt.Kernels", "Ttt.Layers", "Ttt.ManagedTorch", "TorchSharp"];

    public static IReadOnlyList<MetadataReference> References { get; } = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileNameWithoutExtension(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib" or "System" || Own.Contains(name)))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    public static CSharpCompilation Compile(params string[] sources)
        => Compile(sources.Select((text, index) => Tree(text, $"File{index}.cs")));

    public static CSharpCompilation Compile(IEnumerable<SyntaxTree> trees, string name = "InMemory", IEnumerable<MetadataReference>? references = null)
        => CSharpCompilation.Create(name, trees, references ?? References, new(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release, deterministic: true));

    public static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, ParseOptions, path, System.Text.Encoding.UTF8);

    /// <summary>The text of a declaration under tests/Cases.</summary>
    public static string Case(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Cases", name + ".cs"));

    public static IEnumerable<string> CaseNames { get; } = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Cases"), "*.cs")
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Order(StringComparer.Ordinal)
        .ToArray();

    /// <summary>The text of a layer of the library's catalogue, in a namespace of its own beside the compiled one.</summary>
    public static string Catalogue(string name)
        => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Catalogue", name + ".cs")).Replace("namespace Ttt.Layers;", "namespace Ttt.Catalogue;", StringComparison.Ordinal);

    /// <summary>The classes of the library's catalogue.</summary>
    public static IEnumerable<string> CatalogueNames { get; } = Directory
        .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Catalogue"), "*.cs")
        .Where(path => File.ReadAllText(path).Contains("[InnerModel]", StringComparison.Ordinal))
        .Select(path => Path.GetFileNameWithoutExtension(path)!)
        .Order(StringComparer.Ordinal)
        .ToArray();

    /// <summary>The folder of this test project in the source tree.</summary>
    public static string ProjectFolder { get; } = Path.GetDirectoryName(Path.GetDirectoryName(ThisFile()))!;

    static string ThisFile([CallerFilePath] string path = "") => path;
}
