using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Ttt.Benchmarks;

/// <summary>What layers cost a build in a process that has built before, and what a keystroke costs while they are edited.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private GeneratorProject _project = null!;
    private CSharpCompilation _unrelated = null!;
    private CSharpCompilation _changed = null!;
    private GeneratorDriver _warm = null!;

    /// <summary>Layers in the project.</summary>
    [Params(1, 10)]
    public int Layers { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _project = new GeneratorProject(Layers);
        (_unrelated, _changed) = (_project.UnrelatedEdit, _project.LayerEdit);
        _warm = GeneratorProject.Cold().RunGenerators(_project.Compilation);
    }

    /// <summary>Parse, derive and emit all layers in a driver that has seen nothing.</summary>
    [Benchmark(Baseline = true)]
    public GeneratorDriver FirstRun() => GeneratorProject.Cold().RunGenerators(_project.Compilation);

    /// <summary>A keystroke elsewhere: everything comes from the cache.</summary>
    [Benchmark]
    public GeneratorDriver UnrelatedEdit() => _warm.RunGenerators(_unrelated);

    /// <summary>A keystroke that changes one layer.</summary>
    [Benchmark]
    public GeneratorDriver EditOfALayer() => _warm.RunGenerators(_changed);
}

/// <summary>The same in a process that has not run the compiler before, as the first build of a machine's day.</summary>
[SimpleJob(RunStrategy.ColdStart, launchCount: 5, warmupCount: 0, iterationCount: 1)]
public class ColdGeneratorBenchmarks
{
    private readonly GeneratorProject _project = new(10);

    [Benchmark]
    public GeneratorDriver TenLayers() => GeneratorProject.Cold().RunGenerators(_project.Compilation);
}
