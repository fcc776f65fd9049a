using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Makes cases ready to run.</summary>
static class WorkFactory
{
    /// <exception cref="TttException">There is no such layer, or it cannot do this.</exception>
    public static BenchWork Create(BenchCase item, LayerCatalogue catalogue)
    {
        var config = Config(item);
        if (item.Extent == Extent.Model)
            return WholeWork.Model(item, new LanguageModel(config, 1, catalogue) { Precision = item.Precision });
        if (Mixers.Find(item.Layer) is { } mixer)
            return item.Extent == Extent.Layer ? WholeWork.Layer(item, mixer.Create(config))
                : throw new TttException($"layer '{item.Layer}' has no inner loop; measure it with --what layer or --what model");
        var layer = catalogue[item.Layer].Create(item.Shape.Options());
        return item.Extent == Extent.Scan ? ScanWork.Create(item, layer) : WholeWork.Layer(item, layer);
    }

    /// <summary>The layer's name as it is declared, and whether it can decode.</summary>
    /// <exception cref="TttException">There is no such layer.</exception>
    public static (string Name, bool Decodes) Find(string name, LayerCatalogue catalogue)
    {
        if (Mixers.Find(name) is { } mixer)
            return (mixer.Name, true);
        var names = Mixers.Names(catalogue);
        return catalogue.TryFind(name, out var entry) ? (entry.Name, entry.Declaration.IsCausal)
            : throw new TttException($"there is no layer '{name}'; known are {string.Join(", ", names)}{Suggestion.For(name, names)}");
    }

    static ModelConfig Config(BenchCase item) => new()
    {
        TttLayerType = item.Layer,
        HiddenSize = item.Shape.Width,
        NumAttentionHeads = item.Shape.Heads,
        HeadDim = item.Shape.HeadDim,
        NumHiddenLayers = item.Shape.Blocks,
        MiniBatchSize = item.Shape.MiniBatch,
        SlidingWindow = item.Shape.Window,
        TttDimensions = item.Shape.Hidden is { } size ? new SortedDictionary<string, int>(StringComparer.Ordinal) { ["Hidden"] = size } : new SortedDictionary<string, int>(StringComparer.Ordinal),
    };
}
