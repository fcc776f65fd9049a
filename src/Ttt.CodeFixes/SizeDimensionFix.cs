using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Ttt.CodeFixes;

/// <summary>TTT3004: gives a dimension a default size, where it is declared, which may be another file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class SizeDimensionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TTT3004"];

    /// <summary>None: several places of use share one declaration, and fixing one fixes all.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (document, cancellation) = (context.Document, context.CancellationToken);
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return;
        var place = (await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false)).FindNode(context.Span, getInnermostNodeForTie: true);
        if (model.GetTypeInfo(place, cancellation).Type is not INamedTypeSymbol shape)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var dimension = shape.TypeArguments.FirstOrDefault(t => diagnostic.GetMessage(CultureInfo.InvariantCulture).Contains("'" + t.Name + "'"));
            if (dimension?.DeclaringSyntaxReferences.FirstOrDefault() is not { } reference
                || await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false) is not StructDeclarationSyntax declaration
                || document.Project.Solution.GetDocument(declaration.SyntaxTree) is not { } home)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create($"Give '{dimension.Name}' a default size", async token =>
                {
                    var editor = await DocumentEditor.CreateAsync(home, token).ConfigureAwait(false);
                    editor.AddAttribute(declaration, LanguageSymbols.Attribute("Dimension", "Size = 8").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
                    return editor.GetChangedDocument();
                }, nameof(SizeDimensionFix)),
                diagnostic);
        }
    }
}
