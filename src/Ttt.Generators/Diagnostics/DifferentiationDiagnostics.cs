using Microsoft.CodeAnalysis;
using Ttt.Generators.Passes;

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

    public static readonly DiagnosticDescriptor NonlinearUpdate = new(
        "TTT2005", "Layer runs token by token", "'{0}' runs token by token: the update of '{1}', {2}, is not linear, and every token reads weights of its own; with ReadOut = ApplyThenUpdate or ChunkEnd there is one update for each mini-batch",
        Documentation.Category, DiagnosticSeverity.Info, true, helpLinkUri: Documentation.Page("TTT2005"));

    public static readonly DiagnosticDescriptor WindowWithoutDual = new(
        "TTT2006", "Window has no dual form here", "'{0}' has no dual form: '{1}' has {2}; the layer runs in its primal form, with the same result, slower",
        Documentation.Category, DiagnosticSeverity.Info, true, helpLinkUri: Documentation.Page("TTT2006"));

    public static readonly DiagnosticDescriptor NotLinearOnline = new(
        "TTT2007", "Online descent needs a loop over tokens", "'{0}' descends online one token after the other: the error of '{1}' is not linear in the weights before the token, because of {2}",
        Documentation.Category, DiagnosticSeverity.Info, true, helpLinkUri: Documentation.Page("TTT2007"));

    public static readonly DiagnosticDescriptor NotRidge = new(
        "TTT2008", "Ridge regression needs a linear model and a squared loss", "'{0}' cannot be solved for '{1}': Solver = Ridge needs an inner model that is linear in one fast matrix, and a squared loss, but there is {2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT2008"));

    public static readonly DiagnosticDescriptor TooLarge = new(
        "TTT2009", "Derived programs are too large", "A program derived from '{0}' would have more than {2} values; use each fast weight fewer times, or make the inner model shallower",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT2009"));

    public static DiagnosticDescriptor Of(ObstacleKind kind) => kind switch
    {
        ObstacleKind.MatrixOutsideProducts => NoDualForm,
        ObstacleKind.NonlinearUpdate => NonlinearUpdate,
        ObstacleKind.NotLinear => NotLinearOnline,
        ObstacleKind.NotRidge => NotRidge,
        ObstacleKind.TooLarge => TooLarge,
        _ => WindowWithoutDual,
    };
}
