using System.Text;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>Model configurations as JSON with the official keys.</summary>
public static class ModelConfigJson
{
    /// <summary>Reads a configuration file.</summary>
    /// <exception cref="TttException">The file is missing, not JSON, or has wrong values or unknown keys: one line per fault.</exception>
    public static ModelConfig Load(string path) => Parse(UserFile.ReadText(path), path);

    /// <summary>Reads a configuration from JSON text; <paramref name="source"/> names it in messages, <paramref name="alsoAccepted"/> lists keys to pass over.</summary>
    /// <exception cref="TttException">One line per fault.</exception>
    public static ModelConfig Parse(string json, string source, params ReadOnlySpan<string> alsoAccepted)
    {
        using var document = ParseDocument(json, source);
        var fields = new JsonFields(document.RootElement, source);
        fields.Accept("model_type", "architectures", "torch_dtype", "dtype", "transformers_version", "use_cache", "pad_token_id", "bos_token_id",
            "pretraining_tp", "max_position_embeddings", "_name_or_path", "auto_map", "unk_token_id", "sep_token_id", "tokenizer_class", "_attn_implementation_autoset");
        fields.Accept(alsoAccepted);
        var activation = fields.Text("hidden_act", "silu");
        fields.Require(activation == "silu", $"'hidden_act' must be silu, not '{activation}'");
        var mode = fields.Text("ttt_mode", "");
        var defaults = new ModelConfig();
        var config = new ModelConfig
        {
            VocabSize = fields.Integer("vocab_size", defaults.VocabSize),
            HiddenSize = fields.Integer("hidden_size", defaults.HiddenSize),
            IntermediateSize = fields.Integer("intermediate_size"),
            NumHiddenLayers = fields.Integer("num_hidden_layers", defaults.NumHiddenLayers),
            NumAttentionHeads = fields.Integer("num_attention_heads", defaults.NumAttentionHeads),
            HeadDim = fields.Integer("head_dim"),
            TttLayerType = fields.Text("ttt_layer_type", defaults.TttLayerType),
            LayerTypes = fields.Texts("layer_types"),
            NumKeyValueHeads = fields.Integer("num_key_value_heads"),
            SlidingWindow = fields.Integer("sliding_window"),
            MambaDState = fields.Integer("mamba_d_state"),
            MambaExpand = fields.Integer("mamba_expand"),
            MambaDtRank = fields.Integer("mamba_dt_rank"),
            TttBaseLr = fields.Number("ttt_base_lr"),
            MiniBatchSize = fields.Integer("mini_batch_size"),
            TttMode = mode.Length == 0 ? null : mode,
            TttDimensions = fields.Integers("ttt_dimensions"),
            UseGate = fields.Boolean("use_gate"),
            ShareQk = fields.Boolean("share_qk"),
            PreConv = fields.Boolean("pre_conv", defaults.PreConv),
            ConvKernel = fields.Integer("conv_kernel"),
            Rope = fields.Boolean("rope"),
            RopeTheta = fields.Number("rope_theta"),
            RopeModulo = fields.Boolean("rope_modulo"),
            ViewBias = fields.Boolean("view_bias"),
            ViewConvolution = fields.Set<Views>("view_convolution"),
            ViewSilu = fields.Set<Views>("view_silu"),
            ViewL2Norm = fields.Set<Views>("view_l2_norm"),
            HeadNorm = fields.Boolean("head_norm"),
            GateActivation = fields.Choice<GateActivation>("gate_activation"),
            TanhGate = fields.Boolean("tanh_gate"),
            Bidirectional = fields.Boolean("bidirectional"),
            Window = fields.Integer("window"),
            RmsNormEps = fields.Number("rms_norm_eps", defaults.RmsNormEps),
            TieWordEmbeddings = fields.Boolean("tie_word_embeddings", defaults.TieWordEmbeddings),
            ScanCheckpointGroupSize = fields.Integer("scan_checkpoint_group_size", defaults.ScanCheckpointGroupSize),
            InitializerRange = fields.Number("initializer_range"),
            EndTokens = fields.IntegerOrSeveral("eos_token_id"),
        };
        foreach (var fault in config.Faults())
            fields.Require(false, fault);
        fields.Finish();
        return config;
    }

    /// <summary>The configuration as indented JSON, the same text everywhere.</summary>
    public static string Write(ModelConfig config)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("model_type", "ttt");
            json.WriteNumber("vocab_size", config.VocabSize);
            json.WriteNumber("hidden_size", config.HiddenSize);
            json.WriteNumber("intermediate_size", config.SwiGluWidth);
            json.WriteNumber("num_hidden_layers", config.NumHiddenLayers);
            json.WriteNumber("num_attention_heads", config.NumAttentionHeads);
            WriteOptional(json, "head_dim", config.HeadDim);
            json.WriteString("ttt_layer_type", config.TttLayerType);
            WriteMixers(json, config);
            WriteOptional(json, "ttt_base_lr", config.TttBaseLr);
            WriteOptional(json, "mini_batch_size", config.MiniBatchSize);
            if (config.TttMode is not null)
                json.WriteString("ttt_mode", config.TttMode);
            WriteDimensions(json, config.TttDimensions);
            WriteOptional(json, "use_gate", config.UseGate);
            WriteOptional(json, "share_qk", config.ShareQk);
            json.WriteBoolean("pre_conv", config.PreConv);
            WriteOptional(json, "conv_kernel", config.ConvKernel);
            WriteOptional(json, "rope", config.Rope);
            WriteOptional(json, "rope_theta", config.RopeTheta);
            WriteOptional(json, "rope_modulo", config.RopeModulo);
            WriteOptional(json, "view_bias", config.ViewBias);
            WriteSet(json, "view_convolution", config.ViewConvolution);
            WriteSet(json, "view_silu", config.ViewSilu);
            WriteSet(json, "view_l2_norm", config.ViewL2Norm);
            WriteOptional(json, "head_norm", config.HeadNorm);
            if (config.GateActivation is { } activation)
                json.WriteString("gate_activation", EnumNames.Of(activation));
            WriteOptional(json, "tanh_gate", config.TanhGate);
            WriteOptional(json, "bidirectional", config.Bidirectional);
            WriteOptional(json, "window", config.Window);
            json.WriteNumber("rms_norm_eps", config.RmsNormEps);
            json.WriteBoolean("tie_word_embeddings", config.TieWordEmbeddings);
            json.WriteNumber("scan_checkpoint_group_size", config.ScanCheckpointGroupSize);
            WriteOptional(json, "initializer_range", config.InitializerRange);
            WriteOneOrSeveral(json, "eos_token_id", config.EndTokens);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray()) + "\n";
    }

    static void WriteMixers(Utf8JsonWriter json, ModelConfig config)
    {
        if (config.LayerTypes is { } types)
        {
            json.WriteStartArray("layer_types");
            foreach (var type in types)
                json.WriteStringValue(type);
            json.WriteEndArray();
        }
        WriteOptional(json, "num_key_value_heads", config.NumKeyValueHeads);
        WriteOptional(json, "sliding_window", config.SlidingWindow);
        WriteOptional(json, "mamba_d_state", config.MambaDState);
        WriteOptional(json, "mamba_expand", config.MambaExpand);
        WriteOptional(json, "mamba_dt_rank", config.MambaDtRank);
    }

    internal static JsonDocument ParseDocument(string json, string source)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            JsonStrings.Check(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TttException($"{source}: not valid JSON ({e.Message})", e);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new TttException($"{source}: a JSON object is expected");
    }

    static void WriteOptional(Utf8JsonWriter json, string key, int? value)
    {
        if (value is not null)
            json.WriteNumber(key, value.Value);
    }

    static void WriteOptional(Utf8JsonWriter json, string key, double? value)
    {
        if (value is not null)
            json.WriteNumber(key, value.Value);
    }

    static void WriteOptional(Utf8JsonWriter json, string key, bool? value)
    {
        if (value is not null)
            json.WriteBoolean(key, value.Value);
    }

    static void WriteOneOrSeveral(Utf8JsonWriter json, string key, IReadOnlyList<int> values)
    {
        if (values.Count == 1)
            json.WriteNumber(key, values[0]);
        if (values.Count < 2)
            return;
        json.WriteStartArray(key);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    static void WriteSet(Utf8JsonWriter json, string key, Views? value)
    {
        if (value is null)
            return;
        json.WriteStartArray(key);
        foreach (var name in EnumNames.Of<Views>(flags: true).Where(entry => value.Value.HasFlag(entry.Value)).Select(entry => entry.Name))
            json.WriteStringValue(name);
        json.WriteEndArray();
    }

    static void WriteDimensions(Utf8JsonWriter json, IReadOnlyDictionary<string, int> dimensions)
    {
        if (dimensions.Count == 0)
            return;
        json.WriteStartObject("ttt_dimensions");
        foreach (var (name, size) in dimensions.OrderBy(d => d.Key, StringComparer.Ordinal))
            json.WriteNumber(name, size);
        json.WriteEndObject();
    }
}
