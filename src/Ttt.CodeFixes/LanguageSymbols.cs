using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace Ttt.CodeFixes;

/// <summary>Recognises and writes names of the declaration language.</summary>
internal static class LanguageSymbols
{
    public static bool IsOwn(ISymbol? symbol, params string[] names)
        => symbol is { ContainingAssembly.Name: "Ttt.Abstractions", ContainingNamespace: { Name: "Ttt", ContainingNamespace.IsGlobalNamespace: true } } && names.Contains(symbol.Name);

    public static bool Has(ISymbol symbol, params string[] attributes) => symbol.GetAttributes().Any(a => IsOwn(a.AttributeClass, attributes));

    public static bool HasRole(IMethodSymbol method)
        => method.GetAttributes().Any(a => a.AttributeClass is { ContainingAssembly.Name: "Ttt.Abstractions", ContainingNamespace.Name: "Ttt" });

    /// <summary>A name of namespace Ttt, as short as its place allows.</summary>
    public static NameSyntax Name(string name) => SyntaxFactory.ParseName("global::Ttt." + name).WithAdditionalAnnotations(Simplifier.Annotation);

    public static AttributeListSyntax Attribute(string name, string arguments = "")
        => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(
            SyntaxFactory.Attribute(Name(name + "Attribute"), arguments.Length == 0 ? null : SyntaxFactory.ParseAttributeArgumentList("(" + arguments + ")"))));
}
