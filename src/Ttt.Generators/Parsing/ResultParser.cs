using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Ttt.Generators.Diagnostics;
using Ttt.Generators.Ir;

namespace Ttt.Generators.Parsing;

/// <summary>Reads what a method returns: the shape of its graph's result, and its dimension where it is a Vec.</summary>
internal sealed class ResultParser(DimensionTable dimensions, FaultList faults)
{
    public (Shape Shape, string? Dimension)? Parse(Role role, IMethodSymbol method, UpdateTarget? target)
    {
        var (type, span) = (method.ReturnType, Span(method));
        if (type.TypeKind == TypeKind.Error)
        {
            faults.AlreadyReported();
            return null;
        }
        var kind = Language.KindOf(type);
        if (target is not null)
            return OfUpdate(role, method, target.Weight, span);
        var (scalar, vector, wanted) = role.Scope switch
        {
            Scope.Rate => (true, true, "a Scalar, or a Vec with a rate for every column of the weight"),
            Scope.Loss or Scope.Retention or Scope.Momentum or Scope.WindowWeight => (true, false, "a Scalar"),
            _ => (false, true, "a Vec"),
        };
        if (scalar && kind == Kind.Scalar)
            return (new Shape(Extent.Tokens, Extent.One), null);
        if (vector && kind == Kind.Vec)
            return dimensions.NameOf(((INamedTypeSymbol)type).TypeArguments[0], span) is { } dimension
                ? (new Shape(role.Scope == Scope.Ridge ? Extent.One : Extent.Tokens, Extent.Of(dimension)), dimension)
                : null;
        faults.Add(DeclarationDiagnostics.WrongResult, span, role.Text, wanted, Text(type));
        return null;
    }

    public static SourceSpan Span(IMethodSymbol method)
        => method.DeclaringSyntaxReferences.Select(r => r.GetSyntax()).OfType<MethodDeclarationSyntax>().FirstOrDefault() is { } syntax
            ? SourceSpan.Of(syntax.ReturnType) : SourceSpan.Of(method);

    private (Shape Shape, string? Dimension)? OfUpdate(Role role, IMethodSymbol method, Weight weight, SourceSpan span)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ReturnType, weight.Symbol.Type))
        {
            var (wanted, found) = (method.OriginalDefinition.Parameters[0].Type, method.OriginalDefinition.ReturnType);
            faults.Add(DeclarationDiagnostics.WrongResult, span, role.Text, "the weight's type, " + Text(wanted), Text(found));
            return null;
        }
        return (SignatureParser.ShapeOf(weight.Model.Dimensions), null);
    }

    private static string Text(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
