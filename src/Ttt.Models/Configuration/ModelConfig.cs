namespace Ttt.Models;

/// <summary>The shape of a language model. Property names follow the official configuration keys; null means "as the layer declares".</summary>
public sealed record ModelConfig
{
    /// <summary>Number of token ids.</summary>
    public int VocabSize { get; init; } = 256;

    /// <summary>Model width C.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Inner width of the SwiGLU; 0: blocks without one, as published Mamba blocks are; null: 8/3 of the width, rounded up to a multiple of 32.</summary>
    public int? IntermediateSize { get; init; }

    public int NumHiddenLayers { get; init; } = 3;

    public int NumAttentionHeads { get; init; } = 4;

    /// <summary>Size of one head; null: C / heads.</summary>
    public int? HeadDim { get; init; }

    /// <summary>Name of the sequence layer: one of the layer catalogue, "attention", "full_attention" or "mamba".</summary>
    public string TttLayerType { get; init; } = "linear";

    /// <summary>The sequence layers of a hybrid, block by block and from the start again where there are more blocks; null: all are <see cref="TttLayerType"/>.</summary>
    public IReadOnlyList<string>? LayerTypes { get; init; }

    /// <summary>Attention: heads of keys and values; null: as many as of queries.</summary>
    public int? NumKeyValueHeads { get; init; }

    /// <summary>Attention: keys that a query sees, its own included; null: all earlier ones.</summary>
    public int? SlidingWindow { get; init; }

    /// <summary>Mamba: values of the state for each channel, N; null: 16.</summary>
    public int? MambaDState { get; init; }

    /// <summary>Mamba: inner channels as a multiple of the width; null: 2.</summary>
    public int? MambaExpand { get; init; }

    /// <summary>Mamba: rank of the step's projection; null: C / 16, rounded up.</summary>
    public int? MambaDtRank { get; init; }

    public double? TttBaseLr { get; init; }

    /// <summary>Inner mini-batch size K.</summary>
    public int? MiniBatchSize { get; init; }

    /// <summary>Where inner gradients are taken: "online", "mini_batch" or "batch".</summary>
    public string? TttMode { get; init; }

    /// <summary>Sizes of further dimensions the layer declares, by name.</summary>
    public IReadOnlyDictionary<string, int> TttDimensions { get; init; } = new SortedDictionary<string, int>(StringComparer.Ordinal);

    public bool? UseGate { get; init; }

    public bool? ShareQk { get; init; }

    /// <summary>A causal convolution in front of every sequence layer (the Mamba backbone).</summary>
    public bool PreConv { get; init; }

    /// <summary>Taps of all convolutions; null: 4 in front of the layer, as declared inside it.</summary>
    public int? ConvKernel { get; init; }

    /// <summary>Queries and keys of a layer's standard views are rotated.</summary>
    public bool? Rope { get; init; }

    public double? RopeTheta { get; init; }

    /// <summary>Positions of the rotation restart at each inner mini-batch.</summary>
    public bool? RopeModulo { get; init; }

    /// <summary>Projections of query, key and value have a bias.</summary>
    public bool? ViewBias { get; init; }

    /// <summary>Views with a convolution of their own.</summary>
    public Views? ViewConvolution { get; init; }

    /// <summary>Views that pass SiLU.</summary>
    public Views? ViewSilu { get; init; }

    /// <summary>Views that are divided by their length.</summary>
    public Views? ViewL2Norm { get; init; }

    /// <summary>The output of every head is normalised.</summary>
    public bool? HeadNorm { get; init; }

    /// <summary>The activation of the output gate.</summary>
    public GateActivation? GateActivation { get; init; }

    /// <summary>The layer's output is multiplied with a learned tanh(g).</summary>
    public bool? TanhGate { get; init; }

    /// <summary>The layer runs both ways; false makes one that declares it usable in a language model.</summary>
    public bool? Bidirectional { get; init; }

    /// <summary>Tokens whose inner losses every step descends, for a layer that declares a window.</summary>
    public int? Window { get; init; }

    public double RmsNormEps { get; init; } = 1e-6;

    /// <summary>The output projection is the transposed embedding.</summary>
    public bool TieWordEmbeddings { get; init; } = true;

    /// <summary>Mini-batches per recomputed group; a matter of memory and time, never of results.</summary>
    public int ScanCheckpointGroupSize { get; init; }

    /// <summary>Standard deviation of initial projections and embedding; null: 0.7/√C, at least the published 0.02, which is too small for narrow models to learn fast.</summary>
    public double? InitializerRange { get; init; }

    /// <summary>Tokens that end a text; generation ends at the first of them.</summary>
    public IReadOnlyList<int> EndTokens { get; init; } = [];

    /// <summary>The standard deviation that is used.</summary>
    public double InitialDeviation => InitializerRange ?? Math.Max(0.02, 0.7 / Math.Sqrt(HiddenSize));

    /// <summary>Taps of the pre-convolution and of Mamba's.</summary>
    public int PreConvKernel => ConvKernel ?? 4;

    /// <summary>The name of the sequence layer of a block.</summary>
    public string LayerTypeOf(int block) => LayerTypes is { Count: > 0 } types ? types[block % types.Count] : TttLayerType;

    /// <summary>The sequence layers in a word, for titles: "linear", or of a hybrid "attention+linear".</summary>
    public string LayerTypesText => LayerTypes is { Count: > 0 } types ? string.Join('+', types) : TttLayerType;

    /// <summary>The SwiGLU width that is used; 0: there is none.</summary>
    public int SwiGluWidth => IntermediateSize ?? (HiddenSize * 8 / 3 + 31) / 32 * 32;

    /// <summary>This configuration with the switches of a published backbone: "transformer" (none) or "mamba" (pre-convolution, shared QK, gate).</summary>
    /// <exception cref="TttException">Another name.</exception>
    public ModelConfig WithBackbone(string backbone) => backbone switch
    {
        "transformer" => this with { PreConv = false, ShareQk = false, UseGate = false },
        "mamba" => this with { PreConv = true, ShareQk = true, UseGate = true },
        _ => throw new TttException($"unknown backbone '{backbone}'; it must be transformer or mamba{Suggestion.For(backbone, ["transformer", "mamba"])}"),
    };

    /// <summary>One line for every value that cannot work; empty when all is well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        void Positive(string key, int? value)
        {
            if (value < 1)
                faults.Add($"'{key}' must be at least 1, not {value}");
        }
        void PositiveNumber(string key, double? value)
        {
            if (value is not null && !(value > 0 && double.IsFinite(value.Value)))
                faults.Add(FormattableString.Invariant($"'{key}' must be a positive number, not {value}"));
        }
        Positive("vocab_size", VocabSize);
        Positive("hidden_size", HiddenSize);
        Positive("num_hidden_layers", NumHiddenLayers);
        Positive("num_attention_heads", NumAttentionHeads);
        Positive("head_dim", HeadDim);
        Positive("mini_batch_size", MiniBatchSize);
        Positive("conv_kernel", ConvKernel);
        Positive("window", Window);
        Positive("num_key_value_heads", NumKeyValueHeads);
        Positive("sliding_window", SlidingWindow);
        Positive("mamba_d_state", MambaDState);
        Positive("mamba_expand", MambaExpand);
        Positive("mamba_dt_rank", MambaDtRank);
        foreach (var (name, size) in TttDimensions)
            Positive($"ttt_dimensions.{name}", size);
        PositiveNumber("ttt_base_lr", TttBaseLr);
        PositiveNumber("rope_theta", RopeTheta);
        PositiveNumber("rms_norm_eps", RmsNormEps);
        PositiveNumber("initializer_range", InitializerRange);
        if (IntermediateSize < 0)
            faults.Add($"'intermediate_size' must be 0 (no feed-forward part) or more, not {IntermediateSize}");
        if (ScanCheckpointGroupSize < 0)
            faults.Add($"'scan_checkpoint_group_size' must be 0 or more, not {ScanCheckpointGroupSize}");
        if (NumAttentionHeads > 0 && HeadDim is null && HiddenSize % NumAttentionHeads != 0)
            faults.Add($"'hidden_size' {HiddenSize} is not a multiple of 'num_attention_heads' {NumAttentionHeads}");
        if (NumAttentionHeads > 0 && NumKeyValueHeads > 0 && NumAttentionHeads % NumKeyValueHeads != 0)
            faults.Add($"'num_attention_heads' {NumAttentionHeads} is not a multiple of 'num_key_value_heads' {NumKeyValueHeads}");
        if (EndTokens.Any(token => token < 0))
            faults.Add($"'eos_token_id' must be 0 or more, not {EndTokens.Min()}");
        if (TttMode is not (null or "online" or "mini_batch" or "batch"))
            faults.Add($"'ttt_mode' must be online, mini_batch or batch, not '{TttMode}'");
        if (TttLayerType.Length == 0)
            faults.Add("'ttt_layer_type' is empty; it must name a layer, for instance linear");
        if (LayerTypes is { } types && (types.Count == 0 || types.Any(type => type.Length == 0)))
            faults.Add("'layer_types' has an empty entry or none; it must name layers, for instance [\"attention\", \"linear\"]");
        if (LayerTypes?.Count > NumHiddenLayers)
            faults.Add($"'layer_types' names {LayerTypes.Count} layers for the {NumHiddenLayers} of 'num_hidden_layers'; name at most as many, fewer repeat");
        return faults;
    }
}
