using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Ttt.CodeFixes;

/// <summary>TTT0006: marks a method that could be the inner model, or inserts one to begin with, x + LayerNorm(x w + b).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class InnerModelFix() : FileFix("TTT0006")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } type || model.GetDeclaredSymbol(type, cancellation) is not { } symbol)
            yield break;
        foreach (var method in type.Members.OfType<MethodDeclarationSyntax>())
            if (model.GetDeclaredSymbol(method, cancellation) is { } candidate && CouldBe(candidate))
                yield return new(
                    $"Mark '{candidate.Name}' with [InnerModel]", nameof(InnerModelFix) + "Mark",
                    editor => editor.AddAttribute(method, LanguageSymbols.Attribute("InnerModel").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)));
        yield return new("Insert an inner model", nameof(InnerModelFix), editor => Insert(editor, model, type, Unused(symbol, "F")));
    }

    private static bool CouldBe(IMethodSymbol method)
        => method.IsStatic && !method.IsGenericMethod && !LanguageSymbols.HasRole(method)
            && method.Parameters.Length > 1 && method.Parameters.Skip(1).Any(p => LanguageSymbols.Has(p, "FastAttribute"))
            && LanguageSymbols.IsOwn(method.ReturnType.OriginalDefinition, "Vec") && LanguageSymbols.IsOwn(method.Parameters[0].Type.OriginalDefinition, "Vec");

    private static string Unused(INamedTypeSymbol type, string name)
        => type.GetMembers(name).IsEmpty && type.Name != name ? name : Enumerable.Range(1, int.MaxValue).Select(i => name + i).First(n => type.GetMembers(n).IsEmpty && type.Name != n);

    private static void Insert(SyntaxEditor editor, SemanticModel model, ClassDeclarationSyntax type, string name)
    {
        var end = SyntaxFactory.ElasticLineFeed;
        var method = SyntaxFactory.ParseMemberDeclaration(
            $"static Vec<D> {name}(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b) => x + LayerNorm(x * w + b);")!;
        method = method.AddAttributeLists(LanguageSymbols.Attribute("InnerModel").WithTrailingTrivia(end)).WithTrailingTrivia(type.Members.Count > 0 ? SyntaxFactory.TriviaList(end, end) : SyntaxFactory.TriviaList(end));
        editor.ReplaceNode(type, (now, generator) => generator.InsertMembers(WithBraces((ClassDeclarationSyntax)now), 0, [method]));

        if (type.SyntaxTree.GetRoot() is not CompilationUnitSyntax unit)
            return;
        var usings = new List<UsingDirectiveSyntax>();
        if (!model.LookupNamespacesAndTypes(type.SpanStart, name: "IDim").Any(s => LanguageSymbols.IsOwn(s, "IDim")))
            usings.Add(SyntaxFactory.ParseCompilationUnit("using Ttt;\n").Usings[0]);
        if (!model.LookupSymbols(type.Members.FirstOrDefault()?.SpanStart ?? type.Identifier.Span.End, name: "LayerNorm").Any(s => LanguageSymbols.IsOwn(s.ContainingType, "Fn")))
            usings.Add(SyntaxFactory.ParseCompilationUnit("using static Ttt.Fn;\n").Usings[0]);
        if (usings.Count > 0)
            editor.ReplaceNode(unit, (now, _) => ((CompilationUnitSyntax)now).AddUsings([.. usings]));
    }

    /// <summary>A class may end in a semicolon; then it needs braces first.</summary>
    private static ClassDeclarationSyntax WithBraces(ClassDeclarationSyntax type)
        => type.SemicolonToken.IsKind(SyntaxKind.None) ? type : type
            .WithSemicolonToken(default)
            .WithOpenBraceToken(SyntaxFactory.Token(SyntaxKind.OpenBraceToken))
            .WithCloseBraceToken(SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithTrailingTrivia(type.SemicolonToken.TrailingTrivia));
}
