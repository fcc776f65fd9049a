using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Compares what the generator reports with the marks in the source.</summary>
static class DiagnosticAssert
{
    /// <summary>Runs the generator, twice, over a marked source; everything it reports has to be marked, and nothing else.</summary>
    public static GeneratorRun Reports(string source, params string[] otherFiles)
    {
        var markup = Markup.Parse(source);
        var run = GeneratorRun.Over([markup.Text, .. otherFiles]);
        var actual = run.Diagnostics.Select(d => (d.Id, d.Location.SourceSpan)).Order(Order).ToArray();
        var expected = markup.Marks.Select(m => (m.Id, m.Span)).Order(Order).ToArray();
        if (!actual.SequenceEqual(expected))
            Assert.Fail($"The marks should be:\n\n{Markup.Mark(markup.Text, run.Diagnostics)}\n{Messages(run)}");
        run.AssertCached();
        return run;
    }

    /// <summary>The code that C# sees, with the generated half, has no errors.</summary>
    public static void Compiles(GeneratorRun run)
    {
        var errors = run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).ToArray();
        Assert.True(errors.Length == 0, string.Join("\n", errors.Select(e => e.ToString())));
    }

    public static string Messages(GeneratorRun run) => string.Join("\n", run.Diagnostics.Select(d => d.ToString()));

    static readonly Comparer<(string Id, Microsoft.CodeAnalysis.Text.TextSpan Span)> Order =
        Comparer<(string Id, Microsoft.CodeAnalysis.Text.TextSpan Span)>.Create((a, b) => (a.Span, a.Id).CompareTo((b.Span, b.Id)));
}
