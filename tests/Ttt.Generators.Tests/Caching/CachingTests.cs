using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Ttt.Generators.Generation;
using Ttt.Generators.Tests.TestKit;

namespace Ttt.Generators.Tests.Caching;

/// <summary>An edit that does not change a declaration's meaning recompiles nothing.</summary>
public class CachingTests
{
    const string Layer = """
        using Ttt;
        using static Ttt.Fn;

        namespace My;

        [TttLayer]
        public sealed partial class Memory
        {
            [InnerModel]
            static Vec<D> F(Vec<D> x, [Fast] Mat<D, D> w, [Fast] Vec<D> b)
            {
                var hidden = Helper.Squash(x * w + b);
                return x + hidden;
            }
        }
        """;

    const string Helper = """
        using Ttt;

        namespace My;

        static class Helper
        {
            public static Vec<D> Squash(Vec<D> x) => Fn.Tanh(0.5 * x);
            public static int Unrelated() => 1;
        }
        """;

    public static TheoryData<string, string, string> HarmlessEdits => new()
    {
        { "File0.cs", "    [InnerModel]", "    // a comment\n    [InnerModel]" },
        { "File0.cs", "x + hidden", "x  +   (hidden)" },
        { "File0.cs", "hidden", "renamed" },
        { "File0.cs", "using Ttt;\n", "using Ttt;\n\n\n" },
        { "File0.cs", "partial class", "partial   class" },
        { "File0.cs", "x", "token" },
        { "File1.cs", "=> 1;", "=> 2;" },
        { "File1.cs", "Squash(Vec<D> x) => Fn.Tanh(0.5 * x)", "Squash(Vec<D> y) => Fn.Tanh(y * 0.5)" },
        { "File2.cs", "int", "long" },
    };

    [Theory]
    [MemberData(nameof(HarmlessEdits))]
    public void HarmlessEditsRecompileNothing(string path, string before, string after)
    {
        var run = First();
        var edited = run.Edit(path, text => Rename(text, before, after));
        Assert.All(edited.Reasons(Steps.CompileName), r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, r.ToString()));
        Assert.Single(edited.Reasons(Steps.CompileName));
        Assert.Equal(run.Source, edited.Source);
    }

    public static TheoryData<string, string, string> MeaningfulEdits => new()
    {
        { "File0.cs", "x + hidden", "x - hidden" },
        { "File0.cs", "[TttLayer]", "[TttLayer(MiniBatchSize = 3)]" },
        { "File0.cs", "[Fast] Vec<D> b", "[Slow] Vec<D> b" },
        { "File1.cs", "0.5", "0.25" },
    };

    [Theory]
    [MemberData(nameof(MeaningfulEdits))]
    public void MeaningfulEditsRecompile(string path, string before, string after)
    {
        var run = First();
        var edited = run.Edit(path, text => Rename(text, before, after));
        Assert.Equal([IncrementalStepRunReason.Modified], edited.Reasons(Steps.CompileName));
        Assert.NotEqual(run.Source, edited.Source);
    }

    [Fact]
    public void AnotherLayerDoesNotRecompileTheFirst()
    {
        var run = First();
        var edited = run.Edit("File2.cs", text => text + Layer.Replace("using Ttt;\nusing static Ttt.Fn;\n\nnamespace My;", "").Replace("Memory", "Other").Insert(0, "\n"));
        Assert.Equal(6, edited.Result.GeneratedSources.Length);
        Assert.Single(edited.Reasons(Steps.CompileName), r => r == IncrementalStepRunReason.New);
        Assert.Single(edited.Reasons(Steps.CompileName), r => r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    public static TheoryData<string> Cases => [.. Sources.CaseNames];

    [Theory]
    [MemberData(nameof(Cases))]
    public void SecondRunIsCachedAndModelsHoldNothingOfRoslyn(string name)
    {
        var run = GeneratorRun.Over(Sources.Case(name));
        run.AssertCached();
        foreach (var step in new[] { Steps.ParseName, Steps.ModelName, Steps.CompileName, Steps.FaultsName })
            foreach (var value in run.Values(step))
                NoRoslyn(value, []);
        Assert.NotEmpty(run.Values(Steps.CompileName));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void HarmlessEditsOfACaseRecompileNothing(string name)
    {
        var run = GeneratorRun.Over(Sources.Case(name), Sources.Usings + "class Bystander { int F() => 3; }\n");
        foreach (var (path, edit) in Edits(run))
        {
            var edited = run.Edit(path, edit);
            Assert.All(edited.Reasons(Steps.CompileName), r => Assert.True(r is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{r} after\n{edit(Sources.Case(name))}"));
            Assert.Single(edited.Reasons(Steps.CompileName));
            Assert.Equal(run.Source, edited.Source);
        }
    }

    static IEnumerable<(string Path, Func<string, string> Edit)> Edits(GeneratorRun run)
    {
        var root = run.Input.SyntaxTrees.First().GetRoot();
        yield return ("File0.cs", text => text.Replace("    [InnerModel]", "    // a comment\n    [InnerModel]"));
        yield return ("File0.cs", text => "\n\n" + text.Replace(" => ", "\n            =>  "));
        yield return ("File0.cs", text => text + "\nstatic class Unrelated { static int One() => 1; }\n");
        yield return ("File1.cs", text => text.Replace("3", "4"));
        foreach (var local in root.DescendantNodes().OfType<VariableDeclaratorSyntax>().Select(v => v.Identifier.Text).Distinct())
            yield return ("File0.cs", text => Rename(text, local, local + "Renamed"));
    }

    [Fact]
    public void WalkFindsRoslynObjects()
        => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => NoRoslyn(new { Deep = new object[] { Location.None } }, []));

    static GeneratorRun First() => GeneratorRun.Over(Layer, Helper, Sources.Usings + "namespace My; class Bystander { int F() => 3; }\n");

    static string Rename(string text, string before, string after)
        => Regex.Replace(text, before.All(char.IsLetter) ? $@"\b{before}\b" : Regex.Escape(before), after.Replace("$", "$$"));

    static void NoRoslyn(object? value, HashSet<object> seen)
    {
        if (value is null or string or TextSpan or LinePositionSpan || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
            return;
        Assert.False(value is ISymbol or SyntaxNode or SyntaxTree or Compilation or SemanticModel or Location or IOperation or Diagnostic, $"A model holds a {value.GetType().Name}.");
        if (value is IEnumerable items)
            foreach (var item in items)
                NoRoslyn(item, seen);
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                NoRoslyn(field.GetValue(value), seen);
    }
}
