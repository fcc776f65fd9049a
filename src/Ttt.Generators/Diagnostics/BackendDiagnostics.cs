using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>What the generated code needs and the project lacks, and faults of the compiler itself.</summary>
internal static class BackendDiagnostics
{
    public static readonly DiagnosticDescriptor NoRuntime = new(
        "TTT4001", "Ttt.Layers is not referenced", "The generated half of '{0}' needs Ttt.Layers; add a reference to it",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT4001"));

    public static readonly DiagnosticDescriptor Internal = new(
        "TTT9001", "The compiler failed", "The compiler failed on '{0}', which is its own fault: {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT9001"));
}
