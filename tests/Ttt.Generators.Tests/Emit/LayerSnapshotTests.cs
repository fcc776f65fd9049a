using System.Text;
using Ttt.Generators.Emit;
using Ttt.Generators.Ir;
using Ttt.Generators.Passes;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Emit;

/// <summary>What becomes of a declaration, stage by stage: a change of any pass or emitter shows in review.</summary>
public class LayerSnapshotTests
{
    /// <summary>Every layer of the library, and one that nobody published.</summary>
    public static TheoryData<string> Names => [.. Sources.CatalogueNames, "GatedMemory"];

    static string Source(string name) => Sources.CatalogueNames.Contains(name) ? Sources.Catalogue(name) : Sources.Case(name);

    [Theory]
    [MemberData(nameof(Names))]
    public Task ParsedGraphs(string name)
        => Snapshot.Verify(Text(Parsed.Layer(Source(name)).Functions.Select(f => (f.Scope.ToString(), f.Graph))), name, "Parsed");

    [Theory]
    [MemberData(nameof(Names))]
    public Task DerivedGraphs(string name)
        => Snapshot.Verify(Text(Graphs(LayerPrograms.Derive(Parsed.Layer(Source(name)), default))), name, "Passes");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Explanation(string name)
    {
        var model = Parsed.Layer(Source(name));
        return Snapshot.Verify(Explain.Write(model, LayerPrograms.Derive(model, default)), name, "Explain");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task GeneratedSource(string name)
    {
        var run = GeneratorRun.Over(Source(name));
        run.AssertCached();
        return Snapshot.Verify(run.Source, name, "TorchSharp", "cs");
    }

    [Theory]
    [InlineData("TttLinear")]
    [InlineData("TttMlp")]
    [InlineData("Titans")]
    [InlineData("GatedMemory")]
    public Task GeneratedKernels(string name) => Snapshot.Verify(GeneratorRun.Over(Source(name)).Kernels, name, "Simd", "cs");

    [Theory]
    [InlineData("TttLinear")]
    [InlineData("GatedMemory")]
    public Task GeneratedCuda(string name) => Snapshot.Verify(GeneratorRun.Over(Source(name)).Cuda, name, "Cuda", "cs");

    [Fact]
    public Task StubOfABrokenDeclaration()
        => Snapshot.Verify(GeneratorRun.Over(Parsed.Frame("[InnerModel] static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w) => x[0] * (x * w);")).Source, "Broken", "Stub", "cs");

    static IEnumerable<(string, Graph)> Graphs(LayerPrograms programs)
    {
        yield return ("Lift", programs.Lifted);
        yield return ("InnerGradient", programs.Inner.Graph);
        yield return ("Primal", programs.Primal);
        yield return ("OuterVjp of primal", programs.PrimalBackward);
        if (programs is { Boundary: { } boundary, BoundaryBackward: { } boundaryBackward })
        {
            yield return ("Boundary", boundary);
            yield return ("OuterVjp of the boundary", boundaryBackward);
        }
        if (programs.Dual is { } dual)
        {
            yield return ("Dual, whole mini-batches", dual.Batch.Forward.Graph);
            yield return ("OuterVjp of whole mini-batches", dual.Batch.Backward.Graph);
            yield return ("Decode", dual.Decode);
        }
        if (programs.Dual is { Rows: { } rows, RowsBackward: { } rowsBackward })
        {
            yield return ("Dual, any rows", rows);
            yield return ("OuterVjp of any rows", rowsBackward);
        }
        if (programs.Online is { } online)
        {
            yield return ("Online", online.Forward.Graph);
            yield return ("OuterVjp of online", online.Backward.Graph);
        }
    }

    static string Text(IEnumerable<(string Stage, Graph Graph)> graphs)
        => graphs.Aggregate(new StringBuilder(), (text, g) => text.Append("== ").Append(g.Stage).Append('\n').Append(Printer.Print(g.Graph)).Append('\n')).ToString();
}
