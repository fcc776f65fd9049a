using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Ttt.CodeFixes;

/// <summary>TTT0013: a parameter gets [Fast] or [Slow]; outside the inner model only [Slow].</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class MarkWeightFix() : FileFix("TTT0013")
{
    /// <inheritdoc/>
    protected override IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<ParameterSyntax>() is not { } parameter
            || model.GetDeclaredSymbol(parameter, cancellation) is not IParameterSymbol { ContainingSymbol: IMethodSymbol method } symbol
            || !LanguageSymbols.IsOwn(symbol.Type.OriginalDefinition, "Vec", "Mat", "Scalar"))
            return [];
        string[] kinds = LanguageSymbols.Has(method, "InnerModelAttribute") ? ["Fast", "Slow"] : ["Slow"];
        return kinds.Select(kind => new Offer(
            $"Mark '{parameter.Identifier.ValueText}' with [{kind}] ({(kind == "Fast" ? "changed by inner gradient steps" : "learned outside only")})",
            nameof(MarkWeightFix) + kind,
            editor => editor.AddAttribute(parameter, LanguageSymbols.Attribute(kind))));
    }
}
