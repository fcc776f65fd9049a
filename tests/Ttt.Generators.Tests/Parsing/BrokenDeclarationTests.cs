using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Ttt.Generators.Analysis;
using Ttt.Generators.Tests.Execution.Declarations;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>Declarations broken at random go through generator and analyzer without an exception, and make a model or are told why not. TTT_RANDOM=200 tries 2000.</summary>
public class BrokenDeclarationTests
{
    const int Parts = 4;

    static readonly string[] Whole = [Parsed.Frame(Optimisers.Everything), .. Sources.CaseNames.Select(Sources.Case), .. Enumerable.Range(0, 20).Select(seed => DeclarationText.Of(RandomDeclaration.Create(seed)))];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Parts)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task NothingIsThrown(int seed)
    {
        var random = new Random(seed);
        var mutation = new Mutation(random);
        for (var i = 0; i < RandomCount.Of(200, 10) / Parts; i++)
        {
            // Some break the declaration that has every role.
            var source = mutation.Break(Whole[Math.Max(0, random.Next(-Whole.Length / 8, Whole.Length))]);
            try
            {
                await Check(source);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}, run {i}: {failure.Message}\n\n{source}");
            }
        }
    }

    static async Task Check(string source)
    {
        var run = GeneratorRun.Over(source);
        Assert.Null(run.Result.Exception);
        Assert.DoesNotContain(run.Diagnostics, d => d.Id == "TTT9001" || d.Id.StartsWith("CS8", StringComparison.Ordinal));
        foreach (var layer in Parsed.All(run.Input))
        {
            Assert.True(layer.Model is not null || layer.Faults.Any(f => f.IsError) || run.Input.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error), $"{layer.Target.ClassName} has neither a model nor a message");
            Assert.All(layer.Faults, f => Assert.NotNull(f.Span.Path));
        }
        var found = await run.Input.WithAnalyzers([new LayerAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.DoesNotContain(found, d => d.Id == "AD0001");
    }
}
