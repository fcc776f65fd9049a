using System.Reflection;
using Microsoft.CodeAnalysis;
using TorchSharp;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;
using static TorchSharp.torch;

namespace Ttt.Generators.Tests.Execution;

/// <summary>A declaration, generated, compiled and loaded; layers of it in float64 with seeded weights.</summary>
internal sealed class GeneratedLayer(Type type)
{
    public const int Heads = 2;
    public const int Width = 12;

    public Type Type { get; } = type;

    public static GeneratedLayer Load(string source)
    {
        var run = GeneratorRun.Over(source);
        Assert.DoesNotContain(run.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        using var stream = new MemoryStream();
        var result = run.Output.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)) + "\n" + source);
        var assembly = Assembly.Load(stream.ToArray());
        return new(assembly.GetTypes().Single(t => t.IsSubclassOf(typeof(TttLayer))));
    }

    public LayerDeclaration Declaration => (LayerDeclaration)Type.GetProperty("Declaration")!.GetValue(null)!;

    /// <summary>A layer with odd sizes, or one size, for whatever dimensions the declaration uses.</summary>
    public TttLayer Create(int seed, TttLayerOptions? options = null, int size = 0)
    {
        manual_seed(seed);
        var sizes = Declaration.Dimensions.Select(d => d.Name).Where(n => n is not ("D" or "Model")).ToDictionary(n => n, n => size > 0 ? size : n == "Hidden" ? 7 : 3);
        var layer = (TttLayer)Activator.CreateInstance(Type, (options ?? Options) with { Dimensions = sizes })!;
        layer.to(ScalarType.Float64);
        using var noGrad = no_grad();
        foreach (var (_, parameter) in layer.named_parameters())
            parameter.add_(randn(parameter.shape, dtype: ScalarType.Float64) * 0.3);
        return layer;
    }

    public static TttLayerOptions Options => new() { Width = Width, Heads = Heads };

    public static Tensor Input(int seed, int tokens, int batch = 3, int width = Width)
    {
        manual_seed(1000 + seed);
        return randn([batch, tokens, width], dtype: ScalarType.Float64);
    }

    /// <summary>The largest difference, relative to the largest value.</summary>
    public static double Difference(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(a.shape, b.shape);
        var scale = Math.Max(1e-3, Math.Max(a.abs().max().item<double>(), b.abs().max().item<double>()));
        return (a - b).abs().max().item<double>() / scale;
    }
}
