using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Ttt.Generators.Analysis;

namespace Ttt.CodeFixes.Tests.TestKit;

/// <summary>A project in an editor's workspace, with the generator, the analyzer and the properties of the package's props file.</summary>
static class UserProject
{
    public const string AnalyzersRun = "build_property.RunAnalyzers = \nbuild_property.RunAnalyzersDuringBuild = \nbuild_property.IsImplicitlyTriggeredBuild = \n";

    static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    static readonly string[] Own = ["Ttt.Abstractions", "Ttt.Kernels", "Ttt.Layers", "Ttt.ManagedTorch", "TorchSharp"];

    static IReadOnlyList<MetadataReference> References { get; } = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(path => Path.GetFileNameWithoutExtension(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard" or "mscorlib" or "System" || Own.Contains(name)))
        .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
        .ToArray();

    public static Project Create(IReadOnlyList<string> files, string properties = AnalyzersRun)
    {
        var workspace = new AdhocWorkspace();
        var id = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Default, "User", "User", LanguageNames.CSharp, parseOptions: ParseOptions,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable),
                metadataReferences: References, analyzerReferences: [new OwnAnalyzers()]))
            .AddAnalyzerConfigDocument(DocumentId.CreateNewId(id), "/.globalconfig", SourceText.From("is_global = true\n" + properties), filePath: "/.globalconfig");
        for (var i = 0; i < files.Count; i++)
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"File{i}.cs", SourceText.From(files[i]), filePath: $"/File{i}.cs");
        return solution.GetProject(id)!;
    }

    public static string[] Texts(Project project)
        => [.. project.Documents.OrderBy(d => d.Name, StringComparer.Ordinal).Select(d => d.GetTextAsync().Result.ToString())];

    /// <summary>What the editor shows: C#'s errors and what the analyzer says.</summary>
    public static async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(Project project)
    {
        var compilation = (await project.GetCompilationAsync())!;
        var own = await compilation.WithAnalyzers([new LayerAnalyzer()], project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return [.. own, .. compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
    }

    /// <summary>What the generator itself reports in a build of the project.</summary>
    public static async Task<ImmutableArray<Diagnostic>> GeneratorDiagnosticsAsync(Project project)
    {
        var compilation = (await project.RemoveAnalyzerReference(project.AnalyzerReferences.Single()).GetCompilationAsync())!;
        CSharpGeneratorDriver
            .Create([new Generators.TttLayerGenerator().AsSourceGenerator()], optionsProvider: project.AnalyzerOptions.AnalyzerConfigOptionsProvider, parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out _, out var diagnostics);
        return [.. diagnostics.Where(d => !d.IsSuppressed)];
    }
}
