using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>What the body of a method says that the language does not have.</summary>
internal static class LanguageDiagnostics
{
    public static readonly DiagnosticDescriptor UnsupportedExpression = new(
        "TTT1001", "Expression is not in the language", "'{0}' is not supported; {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1001"));

    public static readonly DiagnosticDescriptor UnsupportedCall = new(
        "TTT1002", "Called method is not in the language", "'{0}' cannot be called here; {1}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1002"));

    public static readonly DiagnosticDescriptor ControlFlow = new(
        "TTT1003", "Control flow is not in the language", "{0} is not supported: an inner model is one formula, the same for every token",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1003"));

    public static readonly DiagnosticDescriptor UnsupportedStatement = new(
        "TTT1004", "Statement is not in the language", "{0} is not supported; use local variables, each assigned once, and one return",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1004"));

    public static readonly DiagnosticDescriptor NotConstant = new(
        "TTT1005", "Value is not a constant", "'{0}' is not a constant; make it const, or a [Slow] parameter",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1005"));

    public static readonly DiagnosticDescriptor NumberNotConstant = new(
        "TTT1006", "Number of a function is not a constant", "The {0} of {1} must be a constant, {2}",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1006"));

    public static readonly DiagnosticDescriptor Recursion = new(
        "TTT1007", "Method calls itself", "'{0}' calls itself ({1}); a formula cannot be recursive",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1007"));

    public static readonly DiagnosticDescriptor NoSource = new(
        "TTT1008", "Method has no source", "The body of '{0}' is not in this project, so it cannot be differentiated; copy it here or write it with Ttt.Fn",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1008"));

    public static readonly DiagnosticDescriptor MatrixOfToken = new(
        "TTT1009", "Matrix depends on the token", "'{0}' would be another matrix for every token; multiply the vector by the matrix first, then scale the vector",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1009"));

    public static readonly DiagnosticDescriptor NotFinite = new(
        "TTT1010", "Constant is not finite", "A constant of '{0}' is {1}; the formula must have finite numbers",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1010"));

    public static readonly DiagnosticDescriptor TooLarge = new(
        "TTT1011", "Formula is too large", "'{0}' unfolds to more than {1} operations; write it with fewer nested calls",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT1011"));
}
