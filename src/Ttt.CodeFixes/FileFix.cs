using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace Ttt.CodeFixes;

/// <summary>A code fix that stays in one file, so that all places of the file can be fixed at once.</summary>
public abstract class FileFix(params string[] ids) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [.. ids];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await FixAsync(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = context.Document;
        if (await document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
            return;
        foreach (var diagnostic in context.Diagnostics)
            foreach (var offer in Offers(model, Node(model, diagnostic), context.CancellationToken))
                context.RegisterCodeFix(CodeAction.Create(offer.Title, cancellation => FixAsync(document, [diagnostic], offer.Key, cancellation), offer.Key), diagnostic);
    }

    /// <summary>What can be done at the place of one diagnostic.</summary>
    protected abstract IEnumerable<Offer> Offers(SemanticModel model, SyntaxNode place, CancellationToken cancellation);

    /// <summary>The offers that remain when the same fix is applied at many places.</summary>
    protected virtual IEnumerable<Offer> Together(IEnumerable<Offer> offers) => offers;

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, string? key, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return document;
        var editor = await DocumentEditor.CreateAsync(document, cancellation).ConfigureAwait(false);
        foreach (var offer in Together(diagnostics.SelectMany(d => Offers(model, Node(model, d), cancellation)).Where(o => o.Key == key)))
            offer.Apply(editor);
        return editor.GetChangedDocument();
    }

    private static SyntaxNode Node(SemanticModel model, Diagnostic diagnostic)
        => model.SyntaxTree.GetRoot().FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
