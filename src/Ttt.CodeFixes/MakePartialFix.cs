using System.Collections.Generic;
using System.Composition;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.CodeFixes;

/// <summary>TTT0001: <c>class Memory</c> becomes <c>partial class Memory</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakePartialFix() : FileFix("TTT0001")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type)
            yield return new(
                $"Make '{type.Identifier.ValueText}' partial", nameof(MakePartialFix),
                editor => editor.ReplaceNode(type, (now, _) => ModifierEdit.Add((MemberDeclarationSyntax)now, SyntaxKind.PartialKeyword, last: true)));
    }
}
