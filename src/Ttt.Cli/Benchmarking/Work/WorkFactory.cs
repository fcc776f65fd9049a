using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Makes cases ready to run.</summary>
static class WorkFactory
{
    /// <exception cref="TttException">There is no such layer, or it cannot do this.</exception>
    public static BenchWork Create(BenchCase item, LayerCatalogue catalogue)
    {
        var entry = Find(item.Layer, catalogue);
        if (item.Extent == Extent.Model)
            return WholeWork.Model(item, new LanguageModel(Config(item, entry), 1, catalogue));
        var layer = entry.Create(item.Shape.Options());
        return item.Extent == Extent.Scan ? ScanWork.Create(item, layer) : WholeWork.Layer(item, layer);
    }

    /// <exception cref="TttException">There is no such layer.</exception>
    public static LayerEntry Find(string name, LayerCatalogue catalogue)
        => catalogue.TryFind(name, out var entry) ? entry
            : throw new TttException($"there is no layer '{name}'; known are {string.Join(", ", catalogue.Names)}{Suggestion.For(name, catalogue.Names)}");

    static ModelConfig Config(BenchCase item, LayerEntry entry) => new()
    {
        TttLayerType = entry.Name,
        HiddenSize = item.Shape.Width,
        NumAttentionHeads = item.Shape.Heads,
        NumHiddenLayers = item.Shape.Blocks,
        MiniBatchSize = item.Shape.MiniBatch,
        TttDimensions = item.Shape.Hidden is { } size ? new SortedDictionary<string, int>(StringComparer.Ordinal) { ["Hidden"] = size } : new SortedDictionary<string, int>(StringComparer.Ordinal),
    };
}
