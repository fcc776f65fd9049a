using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;
using Ttt.Generators.Parsing;

namespace Ttt.Generators.Analysis;

/// <summary>
/// Reports what is wrong with a layer and has a code fix. Where the generator reports it, the analyzer repeats it hidden, for the fix's sake.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayerAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => FixableDiagnostics.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Language.Attribute(type, "TttLayerAttribute") is not { } attribute)
            return;
        DiagnosticSeverity? severity = Reporter.IsAnalyzer(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions) ? null : DiagnosticSeverity.Hidden;
        foreach (var fault in Faults(type, attribute, context).Where(FixableDiagnostics.Contains))
            context.ReportDiagnostic(fault.ToDiagnostic(context.Compilation, severity));
    }

    private static EquatableArray<Fault> Faults(INamedTypeSymbol type, AttributeData attribute, SymbolAnalysisContext context)
    {
        try
        {
            return LayerParser.Parse(type, attribute, context.Compilation, context.CancellationToken).Faults;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return EquatableArray<Fault>.Empty; // the generator meets the same exception and reports it
        }
    }
}
