using Microsoft.CodeAnalysis;
using Ttt.Generators.Parsing;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution.Declarations;

/// <summary>Declarations drawn from seeds, generated, compiled and run: the laws hold. TTT_RANDOM=200 tries more.</summary>
public class RandomDeclarationTests(ITestOutputHelper output)
{
    const int Batch = 2, Tokens = 8, Width = 6, Heads = 2;

    static readonly int Count = RandomCount.Of(25);

    // One compilation for many seeds.
    static readonly Lazy<Dictionary<int, (Type Type, LayerModel Model)>>[] All =
        [.. Enumerable.Range(0, Count).Chunk(25).Select(seeds => new Lazy<Dictionary<int, (Type, LayerModel)>>(() => Compile([.. seeds.Select(RandomDeclaration.Create)])))];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, Count)];

    [Theory, MemberData(nameof(Seeds))]
    public void The_laws_hold(int seed)
    {
        var choices = RandomDeclaration.Create(seed);
        try
        {
            Check(choices, All[seed / 25].Value[seed]);
        }
        catch (Exception failure)
        {
            var (smallest, reason) = Shrinking.Run(choices, failure, smaller => Check(smaller, Compile([smaller])[seed]));
            output.WriteLine(DeclarationText.Of(choices));
            Assert.Fail($"Seed {seed}: {failure.Message}\n\nThe smallest declaration that fails, with {reason}\n\n{DeclarationText.Of(smallest)}");
        }
    }

    [Fact]
    public void Every_kind_of_choice_occurs()
    {
        var all = Enumerable.Range(0, 200).Select(RandomDeclaration.Create).ToArray();
        Assert.Superset(Enum.GetValues<Stage>().ToHashSet(), all.SelectMany(c => c.Stages).ToHashSet());
        Assert.Superset(Enum.GetValues<LossKind>().ToHashSet(), all.Select(c => c.Loss).ToHashSet());
        Assert.Superset(Enum.GetValues<UpdateKind>().ToHashSet(), all.Select(c => c.Update).ToHashSet());
        Assert.Superset(Enum.GetValues<GateText>().ToHashSet(), all.SelectMany(c => new[] { c.Rate, c.RateOf }).ToHashSet());
        foreach (var property in typeof(Choices).GetProperties().Where(p => p.PropertyType == typeof(bool)))
            Assert.Equal(2, all.Select(c => property.GetValue(c)).Distinct().Count());
    }

    static Dictionary<int, (Type, LayerModel)> Compile(Choices[] choices)
    {
        // The dimension is declared once for all.
        var sources = choices.Select(DeclarationText.Of).Append(Sources.Usings + "namespace My { [Dimension(Size = 3)] public readonly struct Rank : IDim; }").ToArray();
        var assembly = GeneratedAssembly.Load(sources);
        Assert.DoesNotContain(assembly.Run.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        var models = Parsed.All(assembly.Run.Input).ToDictionary(l => l.Target.ClassName, l => l.Model!);
        return choices.ToDictionary(c => c.Seed, c => (assembly.LayerType("My." + DeclarationText.NameOf(c)), models[DeclarationText.NameOf(c)]));
    }

    static void Check(Choices choices, (Type Type, LayerModel Model) compiled)
    {
        var generated = new GeneratedLayer(compiled.Type);
        using var layer = generated.Create(choices.Seed, new() { Width = Width, Heads = Heads, HeadDimension = choices.Rope ? 4 : 5, CheckpointGroup = 2 });
        manual_seed(choices.Seed);
        using var x = randn([Batch, Tokens, Width], dtype: ScalarType.Float64);
        EagerCheck.Run(compiled.Model, layer, x);
        Laws.Forms(layer, x);
        foreach (var lengths in Splits(layer))
            Laws.Splits(layer, x, lengths);
        if (layer.Settings.IsCausal)
            Laws.Causality(layer, x);
        Laws.Backward(layer, x, 1e-6);
        if (layer.Program.Token is not null)
            Laws.Kernels(layer, x);
    }

    // Where outputs read the end of their mini-batch, calls end with mini-batches.
    static IEnumerable<int[]> Splits(TttLayer layer)
    {
        if (!layer.Program.ReadsEnd)
            return [[1, 4, 3], [3, 1, 1, 1, 2], [7, 1]];
        return layer.Settings.Period is { } size and < Tokens ? [[size, Tokens - size], [.. Enumerable.Repeat(size, Tokens / size), .. Tokens % size == 0 ? Array.Empty<int>() : [Tokens % size]]] : [];
    }
}
