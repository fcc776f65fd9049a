using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ttt.Generators;

namespace Ttt.Benchmarks;

/// <summary>A project of layers of the catalogue, as a compiler sees it, and edits of it.</summary>
internal sealed class GeneratorProject
{
    private const string Prefix = "layer/";
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);
    private readonly SyntaxTree[] _layers;
    private readonly SyntaxTree _other = Tree("class Other;", "other.cs");

    public GeneratorProject(int layers)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        _layers = [.. Sources().Take(layers).Select((text, i) => Tree(text, $"layer{i}.cs"))];
        if (_layers.Length < layers)
            throw new InvalidOperationException($"The catalogue has {_layers.Length} layers; {layers} were asked for.");
        Compilation = CSharpCompilation.Create("Bench", [.. _layers, _other], references, new(OutputKind.DynamicallyLinkedLibrary));
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>An edit of a file without layers.</summary>
    public CSharpCompilation UnrelatedEdit => Compilation.ReplaceSyntaxTree(_other, Tree("class Another;", "other.cs"));

    /// <summary>An edit that changes the first layer.</summary>
    public CSharpCompilation LayerEdit => Compilation.ReplaceSyntaxTree(_layers[0], Tree(_layers[0].ToString().Replace("MiniBatchSize = 64", "MiniBatchSize = 65", StringComparison.Ordinal), _layers[0].FilePath));

    public static GeneratorDriver Cold() => CSharpGeneratorDriver.Create([new TttLayerGenerator().AsSourceGenerator()], parseOptions: Options);

    private static IEnumerable<string> Sources()
    {
        var assembly = typeof(GeneratorProject).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            if (text.Contains("[TttLayer(", StringComparison.Ordinal))
                yield return text;
        }
    }

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);
}
