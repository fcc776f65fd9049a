using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>One run of the generator over a compilation, able to run again after an edit.</summary>
sealed class GeneratorRun
{
    readonly GeneratorDriver _driver;

    GeneratorRun(GeneratorDriver driver, CSharpCompilation compilation)
    {
        Input = compilation;
        _driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        Output = (CSharpCompilation)output;
        Diagnostics = [.. diagnostics.Where(d => !d.IsSuppressed)];
        Result = _driver.GetRunResult().Results.Single();
    }

    public CSharpCompilation Input { get; }

    public CSharpCompilation Output { get; }

    /// <summary>What the generator reports, with <c>#pragma</c> applied.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public GeneratorRunResult Result { get; }

    public static GeneratorRun Over(params string[] sources) => Over(Sources.Compile(sources));

    public static GeneratorRun Over(CSharpCompilation compilation)
        => new(CSharpGeneratorDriver.Create(
            [new TttLayerGenerator().AsSourceGenerator()],
            parseOptions: Sources.ParseOptions,
            driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)), compilation);

    /// <summary>The same driver over an edited compilation.</summary>
    public GeneratorRun Again(CSharpCompilation compilation) => new(_driver, compilation);

    /// <summary>Replaces the text of one file.</summary>
    public GeneratorRun Edit(string path, Func<string, string> edit)
    {
        var tree = Input.SyntaxTrees.Single(t => t.FilePath == path);
        var text = tree.GetText().ToString();
        var edited = edit(text);
        Assert.NotEqual(text, edited);
        return Again(Input.ReplaceSyntaxTree(tree, Sources.Tree(edited, path)));
    }

    /// <summary>The generated text, where there is one layer; kernels have files of their own.</summary>
    public string Source => Assert.Single(Result.GeneratedSources, s => !Is(s, "Kernels") && !Is(s, "Cuda")).SourceText.ToString();

    /// <summary>The text of the fused kernels, where there is one layer.</summary>
    public string Kernels => Part("Kernels");

    /// <summary>The file of the CUDA kernels, where there is one layer.</summary>
    public string Cuda => Part("Cuda");

    string Part(string name) => Assert.Single(Result.GeneratedSources, s => Is(s, name)).SourceText.ToString();

    static bool Is(GeneratedSourceResult source, string part) => source.HintName.EndsWith($".{part}.g.cs", StringComparison.Ordinal);

    public IEnumerable<IncrementalStepRunReason> Reasons(string step)
        => Result.TrackedSteps.TryGetValue(step, out var steps) ? steps.SelectMany(s => s.Outputs).Select(o => o.Reason) : [];

    public IEnumerable<object> Values(string step)
        => Result.TrackedSteps.TryGetValue(step, out var steps) ? steps.SelectMany(s => s.Outputs).Select(o => o.Value) : [];

    /// <summary>Every step of the second of two equal runs comes from the cache.</summary>
    public void AssertCached()
    {
        var again = Again(Input.Clone());
        foreach (var (name, steps) in again.Result.TrackedSteps)
            foreach (var output in steps.SelectMany(s => s.Outputs))
                Assert.True(IsFromCache(name, output.Reason), $"Step {name} is {output.Reason}.");
    }

    // The compilation is a new object in every run, and a diagnostic has its location in it, so it is reported anew.
    bool IsFromCache(string step, IncrementalStepRunReason reason)
        => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged
            || step is "Compilation" or "compilationAndGroupedNodes_ForAttributeWithMetadataName"
            || step is "SourceOutput" && !Diagnostics.IsEmpty;
}
