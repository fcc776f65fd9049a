using Microsoft.CodeAnalysis;
using Ttt.CodeFixes.Tests.TestKit;
using Ttt.Generators.Analysis;
using Ttt.Generators.Diagnostics;

namespace Ttt.CodeFixes.Tests;

/// <summary>Each diagnostic is reported once, whoever reports it, and never lost.</summary>
public class AnalyzerTests
{
    // One of every fixable kind that can be told apart by its line, and one that has no fix.
    const string Broken = """
        using Ttt;
        using static Ttt.Fn;

        [TttLayer]
        class A
        {
            [InnerModel] Vec<D> F(Vec<D> x, Vec<D> b, [Fast(Init = (Init)9)] Mat<D, Rank> w) => x * System.Math.Exp(1);
        }

        [TttLayer] partial class B { }

        [TttLayer]
        partial class C
        {
            [InnerModel] static Vec<D> F(Vec<D> x, [Slow] Vec<D> c, [Fast] Mat<D, D> w, [Fast] Vec<D> u) => x * w * System.Math.Exp(1);
        }

        readonly struct Rank : IDim;
        """;

    static readonly string[] Fixable = ["TTT0001", "TTT0006", "TTT0008", "TTT0013", "TTT1002", "TTT3004"];

    public static TheoryData<string, bool> Builds => new()
    {
        { "RunAnalyzers = |RunAnalyzersDuringBuild = |IsImplicitlyTriggeredBuild = ", true },
        { "RunAnalyzers = true|RunAnalyzersDuringBuild = false|IsImplicitlyTriggeredBuild = false", true },
        { "RunAnalyzers = |RunAnalyzersDuringBuild = true|IsImplicitlyTriggeredBuild = ", true },
        { "RunAnalyzers = False|RunAnalyzersDuringBuild = |IsImplicitlyTriggeredBuild = ", false },
        { "RunAnalyzers = |RunAnalyzersDuringBuild = false|IsImplicitlyTriggeredBuild = ", false },
        { "RunAnalyzers = |RunAnalyzersDuringBuild = |IsImplicitlyTriggeredBuild = true", false },
        { "RunAnalyzers = ", false },
        { "Unrelated = 1", false },
    };

    [Theory]
    [MemberData(nameof(Builds))]
    public async Task EveryDiagnosticIsSeenOnce(string properties, bool byAnalyzer)
    {
        var project = UserProject.Create([Broken], string.Concat(properties.Split('|').Select(p => $"build_property.{p}\n")));
        var analyzer = (await UserProject.DiagnosticsAsync(project)).Where(IsOwn).ToArray();
        var generator = (await UserProject.GeneratorDiagnosticsAsync(project)).Where(IsOwn).ToArray();

        var seen = analyzer.Where(d => d.Severity != DiagnosticSeverity.Hidden).Concat(generator).Select(d => (d.Id, d.Location.SourceSpan)).ToArray();
        Assert.Equal(seen.Distinct().Count(), seen.Length);
        Assert.Superset(Fixable.ToHashSet(), seen.Select(d => d.Id).ToHashSet());
        Assert.Contains(seen, d => d.Id == "TTT0022");

        // Light bulbs need the analyzer's, seen or hidden.
        Assert.Superset(Fixable.ToHashSet(), analyzer.Select(d => d.Id).ToHashSet());
        Assert.All(analyzer, d => Assert.Equal(byAnalyzer, d.Severity != DiagnosticSeverity.Hidden));
        Assert.Equal(byAnalyzer, !generator.Any(d => Fixable.Contains(d.Id)));
    }

    [Fact]
    public async Task PragmaAndConfigurationWork()
    {
        var quiet = UserProject.Create(["#pragma warning disable TTT0001, TTT1002\n" + Broken], UserProject.AnalyzersRun + "dotnet_diagnostic.TTT0006.severity = none\ndotnet_diagnostic.TTT3004.severity = error\n");
        var diagnostics = (await UserProject.DiagnosticsAsync(quiet)).Where(d => IsOwn(d) && !d.IsSuppressed).ToArray();
        Assert.DoesNotContain(diagnostics, d => d.Id is "TTT0001" or "TTT1002" or "TTT0006");
        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(diagnostics, d => d.Id == "TTT3004").Severity);
    }

    [Fact]
    public void EveryFixableDiagnosticHasAFix()
    {
        var fixes = typeof(FileFix).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)))
            .Select(t => (Microsoft.CodeAnalysis.CodeFixes.CodeFixProvider)Activator.CreateInstance(t)!)
            .ToArray();
        Assert.All(fixes, f => Assert.Single(f.GetType().GetCustomAttributes(typeof(Microsoft.CodeAnalysis.CodeFixes.ExportCodeFixProviderAttribute), false)));
        Assert.Equal(
            FixableDiagnostics.All.Select(d => d.Id).Append("CS0246").Order(),
            fixes.SelectMany(f => f.FixableDiagnosticIds).Order());
        Assert.All(FixableDiagnostics.All, d => Assert.Same(d, DiagnosticCatalogue.Get(d.Id)));
    }

    [Fact]
    public async Task CallsThatHaveNoCounterpartGetNoOffer()
    {
        var project = UserProject.Create(["using Ttt;\n[TttLayer] partial class A { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w * System.Math.Cos(1); }\n"]);
        Assert.Empty(await Fixing.OffersAsync(new UseFunctionFix(), project));
    }

    [Fact]
    public async Task OutsideTheInnerModelAWeightIsSlow()
    {
        var project = UserProject.Create(["using Ttt;\n[TttLayer] partial class A { [InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x * w; [View(Role.Key)] static Vec<D> K(Vec<Model> x, Mat<Model, D> k) => x * k; }\n"]);
        Assert.Equal("Mark 'k' with [Slow] (learned outside only)", Assert.Single(await Fixing.OffersAsync(new MarkWeightFix(), project)).Title);
    }

    static bool IsOwn(Diagnostic diagnostic) => diagnostic.Id.StartsWith("TTT", StringComparison.Ordinal);
}
