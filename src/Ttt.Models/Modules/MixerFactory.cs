using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Makes the sequence layers that a configuration names.</summary>
sealed class MixerFactory
{
    readonly ModelConfig config;
    readonly LayerCatalogue catalogue;

    /// <exception cref="TttException">A layer is not known, or a key is of no use to any of the layers.</exception>
    public MixerFactory(ModelConfig config, LayerCatalogue catalogue)
    {
        (this.config, this.catalogue) = (config, catalogue);
        var declared = Types(config).Select(Entry).OfType<LayerEntry>().ToArray();
        foreach (var name in config.TttDimensions.Keys)
            if ((declared.Length == 0 || config.LayerTypes is not null) && !declared.Any(entry => Declares(entry, name)))
                throw new TttException($"'ttt_dimensions' gives {name}, which no layer of {config.LayerTypesText} has");
        if (config.Rope is not null && Types(config).All(name => Mixers.Find(name)?.Name == Mamba.Kind))
            throw new TttException($"'rope' is given, but {Mamba.Kind} rotates nothing; take it out");
    }

    /// <summary>The layer of a block.</summary>
    /// <exception cref="TttException">The configuration does not fit the layer.</exception>
    public SequenceMixer Create(int block)
    {
        var name = config.LayerTypeOf(block);
        var entry = Entry(name);
        try
        {
            if (entry is null)
                return Mixers.Find(name)!.Create(config);
            var options = Options(entry);
            RequireCausal(entry.Name, new LayerSettings(entry.Declaration, options));
            return entry.Create(options);
        }
        catch (ArgumentException e)
        {
            // the message of an ArgumentException ends with the parameter's name, which says nothing to a user
            throw new TttException($"layer '{entry?.Name ?? name}': {e.Message.Split(" (Parameter '")[0]}", e);
        }
    }

    static IEnumerable<string> Types(ModelConfig config) => Enumerable.Range(0, config.NumHiddenLayers).Select(config.LayerTypeOf).Distinct();

    // null: one of the mixers that are no test-time-training layers
    LayerEntry? Entry(string name)
    {
        var known = catalogue.TryFind(name, out var entry);
        if (Mixers.Find(name) is { } builtIn)
            return !known || !string.Equals(entry!.Name, builtIn.Name, StringComparison.OrdinalIgnoreCase) ? null
                : throw new TttException($"'{name}' is the name of a mixer and of the layer {entry.Type}; give the layer another Name");
        if (known)
            return entry;
        var names = Mixers.Names(catalogue);
        throw new TttException($"there is no layer '{name}'; known are {string.Join(", ", names)}{Suggestion.For(name, names)}");
    }

    static bool Declares(LayerEntry entry, string dimension) => entry.Declaration.Dimensions.Any(declared => declared.Name == dimension);

    // a model that sees the token it is to predict learns nothing
    static void RequireCausal(string layer, LayerSettings settings)
    {
        if (settings.IsCausal)
            return;
        throw new TttException($"a language model needs a causal layer, but layer '{layer}' is not: " + (settings.Bidirectional
            ? "with Bidirectional every output depends on all later tokens; set 'bidirectional' to false or choose another layer"
            : $"with ReadOut = {settings.ReadOut} outputs depend on later tokens of their mini-batch; choose another layer"));
    }

    TttLayerOptions Options(LayerEntry entry) => new()
    {
        Width = config.HiddenSize,
        Heads = config.NumAttentionHeads,
        HeadDimension = config.HeadDim,
        Mode = config.TttMode switch { null => null, "online" => GradientDescent.Online, "batch" => GradientDescent.Batch, _ => GradientDescent.MiniBatch },
        MiniBatchSize = config.MiniBatchSize,
        BaseRate = config.TttBaseLr,
        ShareQk = config.ShareQk,
        Gate = config.UseGate,
        ConvKernel = config.ConvKernel,
        Rope = config.Rope,
        RopeBase = config.RopeTheta,
        RopeModulo = config.RopeModulo,
        Bias = config.ViewBias,
        Convolve = config.ViewConvolution,
        Silu = config.ViewSilu,
        L2Norm = config.ViewL2Norm,
        HeadNorm = config.HeadNorm,
        GateActivation = config.GateActivation,
        TanhGate = config.TanhGate,
        Bidirectional = config.Bidirectional,
        Window = config.LayerTypes is null || entry.Declaration.Window > 1 ? config.Window : null,
        Dimensions = DimensionsOf(entry),
        CheckpointGroup = config.ScanCheckpointGroupSize > 0 ? config.ScanCheckpointGroupSize : null,
    };

    // in a hybrid a dimension concerns the layers that have it
    Dictionary<string, int>? DimensionsOf(LayerEntry entry)
    {
        var own = config.TttDimensions.Where(dimension => config.LayerTypes is null || Declares(entry, dimension.Key)).ToDictionary();
        return own.Count == 0 ? null : own;
    }
}
