using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Ttt.Generators;
using Ttt.Generators.Analysis;

namespace Ttt.CodeFixes.Tests.TestKit;

/// <summary>The generator and the analyzer as a project refers to them.</summary>
sealed class OwnAnalyzers : AnalyzerReference
{
    // A workspace knows generators by identity.
    readonly ISourceGenerator _generator = new TttLayerGenerator().AsSourceGenerator();

    public override string FullPath => typeof(TttLayerGenerator).Assembly.Location;

    public override object Id => FullPath;

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => [new LayerAnalyzer()];

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => [];

    public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => [_generator];
}
