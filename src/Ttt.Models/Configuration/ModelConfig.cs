namespace Ttt.Models;

/// <summary>The shape of a language model. Property names follow the official configuration keys; null means "as the layer declares".</summary>
public sealed record ModelConfig
{
    /// <summary>Number of token ids.</summary>
    public int VocabSize { get; init; } = 256;

    /// <summary>Model width C.</summary>
    public int HiddenSize { get; init; } = 128;

    /// <summary>Inner width of the SwiGLU; null: 8/3 of the width, rounded up to a multiple of 32.</summary>
    public int? IntermediateSize { get; init; }

    public int NumHiddenLayers { get; init; } = 3;

    public int NumAttentionHeads { get; init; } = 4;

    /// <summary>Size of one head; null: C / heads.</summary>
    public int? HeadDim { get; init; }

    /// <summary>Name of the sequence layer in the layer catalogue.</summary>
    public string TttLayerType { get; init; } = "linear";

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

    /// <summary>The standard deviation that is used.</summary>
    public double InitialDeviation => InitializerRange ?? Math.Max(0.02, 0.7 / Math.Sqrt(HiddenSize));

    /// <summary>Taps of the pre-convolution.</summary>
    public int PreConvKernel => ConvKernel ?? 4;

    /// <summary>The SwiGLU width that is used.</summary>
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
        Positive("intermediate_size", IntermediateSize);
        Positive("num_hidden_layers", NumHiddenLayers);
        Positive("num_attention_heads", NumAttentionHeads);
        Positive("head_dim", HeadDim);
        Positive("mini_batch_size", MiniBatchSize);
        Positive("conv_kernel", ConvKernel);
        Positive("window", Window);
        foreach (var (name, size) in TttDimensions)
            Positive($"ttt_dimensions.{name}", size);
        PositiveNumber("ttt_base_lr", TttBaseLr);
        PositiveNumber("rope_theta", RopeTheta);
        PositiveNumber("rms_norm_eps", RmsNormEps);
        PositiveNumber("initializer_range", InitializerRange);
        if (ScanCheckpointGroupSize < 0)
            faults.Add($"'scan_checkpoint_group_size' must be 0 or more, not {ScanCheckpointGroupSize}");
        if (NumAttentionHeads > 0 && HeadDim is null && HiddenSize % NumAttentionHeads != 0)
            faults.Add($"'hidden_size' {HiddenSize} is not a multiple of 'num_attention_heads' {NumAttentionHeads}");
        if (TttMode is not (null or "online" or "mini_batch" or "batch"))
            faults.Add($"'ttt_mode' must be online, mini_batch or batch, not '{TttMode}'");
        if (TttLayerType.Length == 0)
            faults.Add("'ttt_layer_type' is empty; it must name a layer, for instance linear");
        return faults;
    }
}
