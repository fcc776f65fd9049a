using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Analysis;
using Ttt.Generators.Generation;

namespace Ttt.Generators;

/// <summary>
/// Writes the other half of every class marked with <c>[TttLayer]</c>. Sources flow Parse → Model → Compile, each step
/// cached by value; diagnostics flow beside them, because places in source change with every keystroke.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TttLayerGenerator : IIncrementalGenerator
{
    private const string AttributeName = "Ttt.TttLayerAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(AttributeName, static (node, _) => node is TypeDeclarationSyntax, Steps.Parse)
            .Where(static layer => layer is not null)
            .WithTrackingName(Steps.ParseName);

        var compiled = parsed
            .Select(static (layer, _) => new CompileRequest(layer!.Target, layer.Model))
            .WithTrackingName(Steps.ModelName)
            .Select(Steps.Compile)
            .WithTrackingName(Steps.CompileName);

        context.RegisterSourceOutput(compiled, static (output, result) =>
        {
            foreach (var (name, source) in result.Files)
                output.AddSource(name, source);
        });

        var faults = parsed
            .Combine(compiled.Select(static (result, _) => result.Finding).Collect())
            .SelectMany(static (pair, _) => Findings.Join(pair.Left!, pair.Right))
            .WithTrackingName(Steps.FaultsName)
            .Combine(context.AnalyzerConfigOptionsProvider.Select(static (options, _) => Reporter.IsAnalyzer(options.GlobalOptions)).WithTrackingName(Steps.ReporterName))
            .Where(static pair => !(pair.Right && FixableDiagnostics.Contains(pair.Left)))
            .Combine(context.CompilationProvider);

        context.RegisterSourceOutput(faults, static (output, pair) => output.ReportDiagnostic(pair.Left.Left.ToDiagnostic(pair.Right)));
    }
}
