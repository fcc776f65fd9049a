using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Ttt.Generators.Tests.TestKit;

/// <summary>Sources compiled with the generator, emitted and loaded: what a user's build would give.</summary>
sealed class GeneratedAssembly
{
    static readonly ConcurrentDictionary<string, Lazy<GeneratedAssembly>> Loaded = new();
    static int _count;

    GeneratedAssembly(Assembly assembly, GeneratorRun run) => (Assembly, Run) = (assembly, run);

    public Assembly Assembly { get; }

    public GeneratorRun Run { get; }

    /// <summary>Compiles, runs the generator, emits, loads. Fails with the compiler's messages; each set of sources is built once.</summary>
    public static GeneratedAssembly Load(params string[] sources)
        => Loaded.GetOrAdd(string.Join("\0", sources), _ => new(() => Build(sources))).Value;

    /// <summary>A declaration under tests/Cases.</summary>
    public static GeneratedAssembly Case(string name) => Load(Sources.Case(name));

    /// <summary>The type of a layer by full name; without a name the only exported one.</summary>
    public Type LayerType(string? fullName = null)
        => fullName is not null
            ? Assembly.GetType(fullName, throwOnError: true)!
            : Assert.Single(Assembly.GetCustomAttributes<Layers.TttLayerExportAttribute>()).Type;

    /// <summary>A layer with fresh parameters.</summary>
    public Layers.TttLayer Create(Layers.TttLayerOptions options, string? fullName = null)
        => (Layers.TttLayer)Activator.CreateInstance(LayerType(fullName), options)!;

    static GeneratedAssembly Build(string[] sources)
    {
        var run = GeneratorRun.Over(Sources.Compile(sources.Select((text, i) => Sources.Tree(text, $"File{i}.cs")), $"Generated{Interlocked.Increment(ref _count)}"));
        Assert.DoesNotContain(run.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        using var stream = new MemoryStream();
        var result = run.Output.Emit(stream);
        if (!result.Success)
            Assert.Fail(string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20))
                + "\n\n" + string.Join("\n", run.Result.GeneratedSources.Select(s => s.SourceText.ToString())));
        return new(Assembly.Load(stream.ToArray()), run);
    }
}
