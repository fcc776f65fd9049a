using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ttt.CodeFixes;

/// <summary>TTT1002: <c>Math.Exp(s.Value)</c> becomes <c>Fn.Exp(s)</c> where the language has a function of that name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseFunctionFix() : FileFix("TTT1002")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call
            || model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol { ContainingType: { ContainingNamespace.Name: "System" } type } method
            || type.Name is not ("Math" or "MathF" or "Double")
            || !LanguageHas(model.Compilation, method))
            yield break;
        var scalars = call.ArgumentList.Arguments.Select(a => a.Expression).OfType<MemberAccessExpressionSyntax>()
            .Where(a => a.Name.Identifier.ValueText == "Value" && LanguageSymbols.IsOwn(model.GetTypeInfo(a.Expression, cancellation).Type, "Scalar")).ToArray();
        yield return new($"Use 'Fn.{method.Name}'", nameof(UseFunctionFix), editor =>
        {
            // The arguments first: what is inside has to be recorded while it is still there.
            foreach (var scalar in scalars)
                editor.ReplaceNode(scalar, (now, _) => ((MemberAccessExpressionSyntax)now).Expression);
            editor.ReplaceNode(call.Expression, SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression, LanguageSymbols.Name("Fn"), SyntaxFactory.IdentifierName(method.Name)).WithTriviaFrom(call.Expression));
        });
    }

    private static bool LanguageHas(Compilation compilation, IMethodSymbol method)
        => compilation.GetTypeByMetadataName("Ttt.Fn") is { } functions
            && functions.GetMembers(method.Name).OfType<IMethodSymbol>().Any(f => f.Parameters.Length == method.Parameters.Length);
}
