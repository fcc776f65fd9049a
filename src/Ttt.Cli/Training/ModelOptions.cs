using System.CommandLine;
using System.Globalization;

namespace Ttt.Cli;

/// <summary>The model's shape, by options. What is not given stays as the configuration has it.</summary>
sealed class ModelOptions
{
    readonly Option<string?> layer = Values.Text("--layer", "sequence layer, by its name; 'ttt explain' lists them; several with commas: a hybrid, block by block and from the start again [default: linear]", "NAMES");
    readonly Option<string?> backbone = Values.Choice("--backbone", "mamba adds a convolution before the layer, one projection for query and key, and an output gate [default: as declared]", "transformer", "mamba");
    readonly Option<int?> width = Values.Integer("--width", "model width C [default: 128]");
    readonly Option<int?> heads = Values.Integer("--heads", "heads of a layer [default: 4]");
    readonly Option<int?> headDim = Values.Integer("--head-dim", "size of one head [default: width / heads]");
    readonly Option<int?> keyValueHeads = Values.Integer("--kv-heads", "attention: heads of keys and values [default: as many as heads]");
    readonly Option<int?> slidingWindow = Values.Integer("--sliding-window", "attention: keys that a token sees, its own included [default: all earlier ones]");
    readonly Option<int?> stateSize = Values.Integer("--state-size", "mamba: values of the state for each channel [default: 16]");
    readonly Option<int?> expand = Values.Integer("--expand", "mamba: inner channels as a multiple of the width [default: 2]");
    readonly Option<int?> stepRank = Values.Integer("--dt-rank", "mamba: rank of the step's projection [default: width / 16, rounded up]");
    readonly Option<int?> blocks = Values.Integer("--blocks", "blocks of the model [default: 3]");
    readonly Option<int?> swiGlu = Values.Integer("--swiglu", "inner width of the SwiGLU, 0 for blocks without one [default: 8/3 of the width, rounded up to 32]");
    readonly Option<int?> miniBatch = Values.Integer("--mini-batch", "tokens of an inner mini-batch, K [default: as declared]");
    readonly Option<string?> mode = Values.Choice("--mode", "where inner gradients are taken [default: as declared]", "online", "mini_batch", "batch");
    readonly Option<double?> baseRate = Values.Number("--base-lr", "base of the inner learning rate [default: as declared]");
    readonly Option<int?> convKernel = Values.Integer("--conv-kernel", "taps of the convolutions [default: 4]");
    readonly Option<string[]> dimensions = Values.Texts("--dim", "size of a dimension of the layer's own, as Rank=8; may be given more than once", "NAME=SIZE");
    readonly Option<bool> untied = Values.Flag("--untied", "a vocabulary projection of its own, not the transposed embedding");

    public IEnumerable<Option> All => [layer, backbone, width, heads, headDim, keyValueHeads, slidingWindow, stateSize, expand, stepRank, blocks, swiGlu, miniBatch, mode, baseRate, convKernel, dimensions, untied];

    /// <summary>The configuration with the options that were given.</summary>
    /// <exception cref="TttException">The shape cannot work.</exception>
    public ModelConfig Apply(ParseResult parsed, ModelConfig config)
    {
        if (parsed.GetValue(backbone) is { } name)
            config = config.WithBackbone(name);
        if (parsed.GetValue(layer) is { } names)
            config = names.Contains(',') ? config with { LayerTypes = names.Split(',', StringSplitOptions.TrimEntries) } : config with { TttLayerType = names, LayerTypes = null };
        config = config with
        {
            HiddenSize = parsed.GetValue(width) ?? config.HiddenSize,
            NumAttentionHeads = parsed.GetValue(heads) ?? config.NumAttentionHeads,
            HeadDim = parsed.GetValue(headDim) ?? config.HeadDim,
            NumKeyValueHeads = parsed.GetValue(keyValueHeads) ?? config.NumKeyValueHeads,
            SlidingWindow = parsed.GetValue(slidingWindow) ?? config.SlidingWindow,
            MambaDState = parsed.GetValue(stateSize) ?? config.MambaDState,
            MambaExpand = parsed.GetValue(expand) ?? config.MambaExpand,
            MambaDtRank = parsed.GetValue(stepRank) ?? config.MambaDtRank,
            NumHiddenLayers = parsed.GetValue(blocks) ?? config.NumHiddenLayers,
            IntermediateSize = parsed.GetValue(swiGlu) ?? config.IntermediateSize,
            MiniBatchSize = parsed.GetValue(miniBatch) ?? config.MiniBatchSize,
            TttMode = parsed.GetValue(mode) ?? config.TttMode,
            TttBaseLr = parsed.GetValue(baseRate) ?? config.TttBaseLr,
            ConvKernel = parsed.GetValue(convKernel) ?? config.ConvKernel,
            TttDimensions = Dimensions(config.TttDimensions, parsed.GetValue(dimensions) ?? []),
            TieWordEmbeddings = config.TieWordEmbeddings && !parsed.GetValue(untied),
        };
        var faults = config.Faults();
        return faults.Count == 0 ? config : throw new TttException(faults[0]);
    }

    static SortedDictionary<string, int> Dimensions(IReadOnlyDictionary<string, int> configured, string[] given)
    {
        var sizes = new SortedDictionary<string, int>(configured.ToDictionary(), StringComparer.Ordinal);
        foreach (var text in given)
        {
            var parts = text.Split('=');
            if (parts.Length != 2 || parts[0].Length == 0 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size))
                throw new TttException($"--dim must look like Rank=8, not '{text}'");
            sizes[parts[0]] = size;
        }
        return sizes;
    }
}
