using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ttt.Generators;

namespace Ttt.Benchmarks;

/// <summary>What a layer costs a build, and what a keystroke costs while it is edited.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private const string Source = """
        using Ttt;
        using static Ttt.Fn;

        namespace Bench;

        [TttLayer]
        public sealed partial class Mlp
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, Hidden> w1, [Fast] Vec<Hidden> b1, [Fast] Mat<Hidden, D> w2, [Fast] Vec<D> b2, [Slow] Vec<D> gamma, [Slow] Vec<D> beta)
                => x + LayerNorm(Gelu(x * w1 + b1) * w2 + b2, gamma, beta);
        }
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);
    private CSharpCompilation _compilation = null!;
    private CSharpCompilation _unrelated = null!;
    private CSharpCompilation _changed = null!;
    private GeneratorDriver _warm = null!;

    [GlobalSetup]
    public void Setup()
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var other = Tree("class Other;", "other.cs");
        var layer = Tree(Source, "layer.cs");
        _compilation = CSharpCompilation.Create("Bench", [layer, other], references, new(OutputKind.DynamicallyLinkedLibrary));
        _unrelated = _compilation.ReplaceSyntaxTree(other, Tree("class Another;", "other.cs"));
        _changed = _compilation.ReplaceSyntaxTree(layer, Tree(Source.Replace("Gelu", "Silu", StringComparison.Ordinal), "layer.cs"));
        _warm = Cold().RunGenerators(_compilation);
    }

    /// <summary>Parse, derive and emit one layer in a driver that has seen nothing.</summary>
    [Benchmark(Baseline = true)]
    public GeneratorDriver FirstRun() => Cold().RunGenerators(_compilation);

    /// <summary>An edit elsewhere: everything comes from the cache.</summary>
    [Benchmark]
    public GeneratorDriver UnrelatedEdit() => _warm.RunGenerators(_unrelated);

    /// <summary>An edit of the inner model.</summary>
    [Benchmark]
    public GeneratorDriver EditOfTheLayer() => _warm.RunGenerators(_changed);

    private static GeneratorDriver Cold() => CSharpGeneratorDriver.Create([new TttLayerGenerator().AsSourceGenerator()], parseOptions: Options);

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, Options, path);
}
