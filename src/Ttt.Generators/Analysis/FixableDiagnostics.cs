using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Ttt.Generators.Diagnostics;

namespace Ttt.Generators.Analysis;

/// <summary>The diagnostics that have a code fix. Editors attach fixes only to what an analyzer reports.</summary>
internal static class FixableDiagnostics
{
    public static readonly ImmutableArray<DiagnosticDescriptor> All =
    [
        DeclarationDiagnostics.NotPartial,
        DeclarationDiagnostics.NoInnerModel,
        DeclarationDiagnostics.MethodNotStatic,
        DeclarationDiagnostics.NeitherFastNorSlow,
        DeclarationDiagnostics.UnusedParameter,
        LanguageDiagnostics.UnsupportedCall,
        DifferentiationDiagnostics.UnusedFastWeight,
        DimensionDiagnostics.UnknownSize,
    ];

    private static readonly ImmutableHashSet<string> Ids = All.Select(d => d.Id).ToImmutableHashSet();

    public static bool Contains(Fault fault) => Ids.Contains(fault.Id);
}
