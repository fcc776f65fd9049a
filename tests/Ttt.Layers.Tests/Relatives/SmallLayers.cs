using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Relatives;

/// <summary>Every layer of the catalogue at odd sizes, in float64, with parameters far from their initial values.</summary>
static class SmallLayers
{
    internal const int MiniBatch = 4;

    public static TheoryData<string> Names => [.. LayerCatalogue.Default.Names];

    public static TheoryData<string> Causal => [.. LayerCatalogue.Default.Layers.Where(layer => layer.Declaration.IsCausal).Select(layer => layer.Name)];

    internal static TttLayer Create(string name, bool bidirectional = false)
    {
        var declaration = LayerCatalogue.Default[name].Declaration;
        return TestLayers.Random(name, new TttLayerOptions
        {
            Width = TestLayers.Width,
            Heads = TestLayers.Heads,
            MiniBatchSize = MiniBatch,
            Window = declaration.Window > 1 ? 3 : null,
            Bidirectional = declaration.Bidirectional && bidirectional,
            Dimensions = declaration.Dimensions.Any(dimension => dimension.Name == "Hidden") ? new Dictionary<string, int> { ["Hidden"] = 9 } : null,
        });
    }

    /// <summary>Splits of 14 tokens into calls; where tokens read the end of their mini-batch, calls end with one.</summary>
    internal static IEnumerable<int[]> Splits(TttLayer layer) => layer.Settings.IsCausal
        ? [[5, 9], [1, 13], [6, 1, 1, 6], [8, 4, 2], [.. Enumerable.Repeat(1, 14)]]
        : [[4, 10], [8, 6], [4, 4, 4, 2]];
}
