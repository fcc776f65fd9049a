using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Ttt.CodeFixes.Tests.TestKit;

/// <summary>Applies a code fix as an editor does and looks at what comes of it.</summary>
static class Fixing
{
    /// <summary>The entries of the light bulb at the first diagnostic that the fix is for.</summary>
    public static async Task<IReadOnlyList<CodeAction>> OffersAsync(CodeFixProvider fix, Project project)
    {
        var diagnostic = (await UserProject.DiagnosticsAsync(project)).Where(d => fix.FixableDiagnosticIds.Contains(d.Id)).OrderBy(d => d.Location.SourceSpan.Start).FirstOrDefault();
        Assert.NotNull(diagnostic);
        var offers = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new(project.GetDocument(diagnostic.Location.SourceTree)!, diagnostic, (action, _) => offers.Add(action), default));
        return offers;
    }

    /// <summary>The files after the entry with this title was chosen; what is left compiles and has no diagnostics of the compiler.</summary>
    public static async Task<string[]> FixAsync(CodeFixProvider fix, string title, params string[] files)
    {
        var project = UserProject.Create(files);
        var offers = await OffersAsync(fix, project);
        return await ApplyAsync(Assert.Single(offers, o => o.Title == title), project);
    }

    /// <summary>The files after "fix all in the document" of the first entry with this title.</summary>
    public static async Task<string[]> FixAllAsync(CodeFixProvider fix, string title, params string[] files)
    {
        var project = UserProject.Create(files);
        var offer = Assert.Single(await OffersAsync(fix, project), o => o.Title == title);
        var all = await fix.GetFixAllProvider()!.GetFixAsync(new(
            project.Documents.First(), fix, FixAllScope.Document, offer.EquivalenceKey, fix.FixableDiagnosticIds, new Diagnostics(), default));
        return await ApplyAsync(all!, project);
    }

    public static async Task CleanAsync(Project project)
    {
        var left = (await UserProject.DiagnosticsAsync(project)).Concat(await UserProject.GeneratorDiagnosticsAsync(project)).ToArray();
        Assert.True(left.Length == 0, string.Join("\n", left.Select(d => d.ToString())) + "\n" + string.Join("\n", UserProject.Texts(project)));
    }

    static async Task<string[]> ApplyAsync(CodeAction action, Project project)
    {
        var operations = await action.GetOperationsAsync(default);
        var changed = Assert.Single(operations.OfType<ApplyChangesOperation>()).ChangedSolution.GetProject(project.Id)!;
        await CleanAsync(changed);
        return UserProject.Texts(changed);
    }

    sealed class Diagnostics : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) => AllAsync(project, null);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) => AllAsync(document.Project, document);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) => Task.FromResult<IEnumerable<Diagnostic>>([]);

        static async Task<IEnumerable<Diagnostic>> AllAsync(Project project, Document? document)
            => (await UserProject.DiagnosticsAsync(project)).Where(d => document is null || project.GetDocument(d.Location.SourceTree) == document);
    }
}
