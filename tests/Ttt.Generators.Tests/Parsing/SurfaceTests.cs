using TorchSharp;
using Ttt.Generators.Tests.TestKit;
using Ttt.Layers;

namespace Ttt.Generators.Tests.Parsing;

/// <summary>What the user gets from each declaration: a class that builds, with the declared names.</summary>
public class SurfaceTests
{
    public static TheoryData<string> Cases => [.. Sources.CaseNames];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryCaseBuildsALayerThatRuns(string name)
    {
        var assembly = GeneratedAssembly.Case(name);
        using var scope = torch.NewDisposeScope();
        var layer = assembly.Create(new TttLayerOptions { Width = 8, Heads = 2 });
        var declared = layer.Description.Parameters.Where(p => p.Learned).Select(p => p.Name).ToArray();
        Assert.NotEmpty(declared);
        Assert.Subset(layer.named_parameters().Select(p => p.name).ToHashSet(), declared.ToHashSet());
        var output = layer.forward(torch.ones(1, 5, 8));
        Assert.Equal([1L, 5, 8], output.shape);
    }
}
