using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.CodeFixes;

/// <summary>TTT0008: a method that has a role becomes static.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MakeStaticFix() : FileFix("TTT0008")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method && !method.Modifiers.Any(IsPolymorphic))
            yield return new(
                $"Make '{method.Identifier.ValueText}' static", nameof(MakeStaticFix),
                editor => editor.ReplaceNode(method, (now, _) => ModifierEdit.Add((MemberDeclarationSyntax)now, SyntaxKind.StaticKeyword, last: false)));
    }

    private static bool IsPolymorphic(SyntaxToken modifier)
        => modifier.Kind() is SyntaxKind.VirtualKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.PartialKeyword;
}
