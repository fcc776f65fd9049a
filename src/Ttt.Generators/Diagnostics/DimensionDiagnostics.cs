using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Diagnostics;

/// <summary>What is wrong with dimensions across methods; within a method C# checks them.</summary>
internal static class DimensionDiagnostics
{
    public static readonly DiagnosticDescriptor Mismatch = new(
        "TTT3001", "Dimensions of two methods do not fit", "{0} is Vec<{1}>, but {2} is Vec<{3}>",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT3001"));

    public static readonly DiagnosticDescriptor SameName = new(
        "TTT3002", "Two dimensions have one name", "'{0}' and '{1}' are different dimensions with one name; rename one",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT3002"));

    public static readonly DiagnosticDescriptor WrongSize = new(
        "TTT3003", "Size of a dimension is contradictory", "The dimension '{0}' has {1}; give it a positive Size or a positive Multiple, not both",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT3003"));

    public static readonly DiagnosticDescriptor UnknownSize = new(
        "TTT3004", "Dimension has no default size", "The dimension '{0}' has no default size; every use of the layer must give it in TttLayerOptions.Dimensions, or add [Dimension(Size = ...)]",
        Documentation.Category, DiagnosticSeverity.Info, true, helpLinkUri: Documentation.Page("TTT3004"));

    public static readonly DiagnosticDescriptor GenericDimension = new(
        "TTT3005", "Dimension is generic", "'{0}' cannot be a dimension: a dimension is a plain struct without type parameters",
        Documentation.Category, DiagnosticSeverity.Error, true, helpLinkUri: Documentation.Page("TTT3005"));
}
