using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>What differentiation finds.</summary>
internal static class DifferentiationDiagnostics
{
    public static readonly DiagnosticDescriptor NoDualForm = new(
        "TTT2001", "Layer has no dual form", "'{0}' has no dual form: '{1}' enters {2}, so its gradient is not a sum of outer products; the layer runs in its primal form, with the same result, slower",
        Documentation.Category, DiagnosticSeverity.Info, true, helpLinkUri: Documentation.Page("TTT2001"));

    public static readonly DiagnosticDescriptor UnusedFastWeight = new(
        "TTT2002", "Fast weight has no gradient", "'{0}' does not influence the {1}, so its inner gradient is zero; use it or remove it",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT2002"));

    public static readonly DiagnosticDescriptor IgnoresInput = new(
        "TTT2003", "Inner model does not depend on its input", "The result of '{0}' does not depend on '{1}'",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT2003"));

    public static readonly DiagnosticDescriptor IgnoresPrediction = new(
        "TTT2004", "Inner loss does not depend on the prediction", "The result of '{0}' does not depend on '{1}', so every inner gradient is zero",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT2004"));
}
