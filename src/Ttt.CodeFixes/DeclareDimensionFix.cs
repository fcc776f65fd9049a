using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.CodeFixes;

/// <summary>CS0246 for <c>Rank</c> in <c>Mat&lt;D, Rank&gt;</c>: declares the dimension behind the type that uses it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class DeclareDimensionFix() : FileFix("CS0246")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place is not IdentifierNameSyntax { Parent: TypeArgumentListSyntax { Parent: GenericNameSyntax shape } } name
            || !LanguageSymbols.IsOwn(model.GetSymbolInfo(shape, cancellation).Symbol?.OriginalDefinition, "Vec", "Mat")
            || name.Ancestors().OfType<TypeDeclarationSyntax>().LastOrDefault() is not { } user)
            yield break;
        var dimension = name.Identifier.ValueText;
        yield return new($"Declare the dimension '{dimension}'", nameof(DeclareDimensionFix), editor => editor.InsertAfter(user, Declaration(dimension, user)));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Offer> Together(IEnumerable<Offer> offers) => offers.GroupBy(o => o.Title).Select(same => same.First());

    private static StructDeclarationSyntax Declaration(string name, TypeDeclarationSyntax user)
    {
        var access = user.Modifiers.Any(SyntaxKind.PublicKeyword) ? "public " : "";
        var declaration = (StructDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"{access}readonly struct {name} : IDim;")!;
        return declaration
            .WithBaseList(SyntaxFactory.BaseList(SyntaxFactory.SingletonSeparatedList<BaseTypeSyntax>(SyntaxFactory.SimpleBaseType(LanguageSymbols.Name("IDim")))))
            .AddAttributeLists(LanguageSymbols.Attribute("Dimension", "Size = 8").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))
            .WithLeadingTrivia(SyntaxFactory.ElasticLineFeed, SyntaxFactory.ElasticMarker)
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
    }
}
