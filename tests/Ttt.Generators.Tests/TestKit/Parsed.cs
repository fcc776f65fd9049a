using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Declarations as models, without the generator around them.</summary>
static class Parsed
{
    /// <summary>The layers of the sources, in source order.</summary>
    public static IReadOnlyList<ParsedLayer> All(params string[] sources) => All(Sources.Compile(sources));

    public static IReadOnlyList<ParsedLayer> All(CSharpCompilation compilation)
        => compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type).OfType<INamedTypeSymbol>()
            .Where(type => Language.Attribute(type, "TttLayerAttribute") is not null)
            .Select(type => LayerParser.Parse(type, Language.Attribute(type, "TttLayerAttribute")!, compilation, default))
            .ToArray();

    /// <summary>The only layer of the source, which has to be without errors.</summary>
    public static LayerModel Layer(string source)
    {
        var compilation = Sources.Compile(source);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var layer = Assert.Single(All(compilation));
        Assert.DoesNotContain(layer.Faults, f => f.IsError);
        return Assert.IsType<LayerModel>(layer.Model);
    }

    /// <summary>A layer in the usual frame from its members.</summary>
    public static LayerModel Members(string members) => Layer(Frame(members));

    public static string Frame(string members) => Sources.Usings + $$"""
        namespace My;

        [TttLayer]
        public sealed partial class Layer
        {
        {{members}}
        }

        """;

    /// <summary>The value of a function's result for given inputs and sizes.</summary>
    public static Matrix Evaluate(Function function, IReadOnlyDictionary<string, Matrix> inputs, Func<Extent, int> size)
        => Interpreter.Run(function.Graph, inputs, size)["result"];
}
