using System.Collections.Generic;
using System.Collections.Immutable;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.FindSymbols;
using Microsoft.CodeAnalysis.Operations;

namespace Ttt.CodeFixes;

/// <summary>TTT0025, TTT2002: removes a weight that influences nothing, and its argument where the method is called.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class RemoveParameterFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TTT0025", "TTT2002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
            return;
        var root = await model.SyntaxTree.GetRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
            // What the method is applied to is never the user's to remove; weights are.
            if (root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is { } syntax
                && model.GetDeclaredSymbol(syntax, context.CancellationToken) is IParameterSymbol { ContainingSymbol: IMethodSymbol } parameter
                && LanguageSymbols.Has(parameter, "FastAttribute", "SlowAttribute"))
                context.RegisterCodeFix(
                    CodeAction.Create($"Remove '{parameter.Name}'", token => RemoveAsync(context.Document.Project.Solution, parameter, token), nameof(RemoveParameterFix)),
                    diagnostic);
    }

    private static async Task<Solution> RemoveAsync(Solution solution, IParameterSymbol parameter, CancellationToken cancellation)
    {
        var editor = new SolutionEditor(solution);
        foreach (var node in await NodesAsync(solution, parameter, cancellation).ConfigureAwait(false))
            if (solution.GetDocument(node.SyntaxTree) is { } document)
                (await editor.GetDocumentEditorAsync(document.Id, cancellation).ConfigureAwait(false)).RemoveNode(node);
        return editor.GetChangedSolution();
    }

    /// <summary>The declarations of the parameter and the arguments passed for it.</summary>
    private static async Task<IReadOnlyList<SyntaxNode>> NodesAsync(Solution solution, IParameterSymbol parameter, CancellationToken cancellation)
    {
        var nodes = new List<SyntaxNode>();
        foreach (var reference in parameter.DeclaringSyntaxReferences)
            nodes.Add(await reference.GetSyntaxAsync(cancellation).ConfigureAwait(false));
        foreach (var place in (await SymbolFinder.FindReferencesAsync(parameter.ContainingSymbol, solution, cancellation).ConfigureAwait(false)).SelectMany(r => r.Locations))
            if (await place.Document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
                && (await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false)).FindNode(place.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
                && model.GetOperation(call, cancellation) is IInvocationOperation invocation
                && invocation.TargetMethod.Name == parameter.ContainingSymbol.Name
                && invocation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal && !a.IsImplicit) is { } argument)
                nodes.Add(argument.Syntax);
        return nodes;
    }
}
