using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TorchSharp;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;

namespace Ttt.Generators.Tests.Docs;

/// <summary>Every example of the pages compiles, says what its comments announce and nothing else, and the layers run.</summary>
public class ExampleTests
{
    public static TheoryData<string> Places => [.. DocsPage.Names.SelectMany(n => DocsPage.Read(n).Examples()).Select(e => e.Place)];

    [Theory]
    [MemberData(nameof(Places))]
    public void SaysWhatItAnnounces(string place)
    {
        var example = Example(place);
        var run = GeneratorRun.Over(Compile(example));
        var errors = run.Output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error);
        var found = run.Diagnostics.Concat(errors).ToArray();
        var ids = found.Select(d => d.Id).Distinct().Order(StringComparer.Ordinal);
        Assert.True(example.Announced.SequenceEqual(ids), string.Join("\n", found.Select(d => d.ToString())) + "\n" + string.Join("\n", example.Files));
        if (found.All(d => d.Severity != DiagnosticSeverity.Error) && run.Output.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary)
            Runs(run.Output);
    }

    static void Runs(CSharpCompilation compilation)
    {
        using var stream = new MemoryStream();
        Assert.True(compilation.Emit(stream).Success);
        using var scope = torch.NewDisposeScope();
        foreach (var export in Assembly.Load(stream.ToArray()).GetCustomAttributes<TttLayerExportAttribute>())
        {
            var layer = (TttLayer)Activator.CreateInstance(export.Type, new TttLayerOptions { Width = 8, Heads = 2 })!;
            var output = layer.forward(torch.randn(1, 5, 8));
            Assert.Equal([1L, 5, 8], output.shape);
            Assert.True(output.isfinite().all().item<bool>(), export.Type.Name);
        }
    }

    /// <summary>A library, or a program where a file has statements of its own.</summary>
    static CSharpCompilation Compile(DocsExample example)
    {
        var compilation = Sources.Compile(example.Files);
        return compilation.SyntaxTrees.Any(t => t.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any())
            ? compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication))
            : compilation;
    }

    static DocsExample Example(string place) => DocsPage.Read(place.Split(':')[0]).Examples().Single(e => e.Place == place);
}
