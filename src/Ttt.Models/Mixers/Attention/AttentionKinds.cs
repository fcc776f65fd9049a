namespace Ttt.Models;

/// <summary>Attention as configurations choose it: with the window they give, and, for hybrids that mix both, without.</summary>
static class AttentionKinds
{
    const string Text = """
        Causal softmax attention (Transformer), H heads of queries, G heads of keys and values, D channels each

          q, k, v = x Wq, x Wk, x Wv                            [H,T,D], [G,T,D], [G,T,D]
          q, k    = RoPE(q), RoPE(k)                            by absolute position, pairs (2i, 2i+1), base rope_theta; not with rope: false
          y_t     = Σ_s softmax_s(q_t·k_s / √D) v_s             s ≤ t; with sliding_window w also s > t − w
          output  = y Wo

        state     k and v of all tokens, 2·G·D values each; with a window of the last w
        products  forward 4·D operations a query, head and visible key; backward 10·D
        """;

    public static MixerKind Windowed { get; } = new(CausalAttention.Kind, "causal softmax attention, windowed where sliding_window is given", Text, config => new CausalAttention(Options(config)))
    {
        Part = CausalAttention.Kind,
        Keeps = (config, context) => Math.Min(context, config.SlidingWindow ?? context),
        Operations = (config, context) => Operations(config, context, config.SlidingWindow ?? context),
    };

    public static MixerKind Full { get; } = new("full_attention", "causal softmax attention to all tokens, whatever sliding_window says", Text, config => new CausalAttention(Options(config) with { Window = null }))
    {
        Part = CausalAttention.Kind,
        Keeps = (_, context) => context,
        Operations = (config, context) => Operations(config, context, context),
    };

    // 4·D a query, head and visible key forward and 10·D backward; the query at t sees the last min(t, window)
    static OperationCount Operations(ModelConfig config, int context, int window)
    {
        var seen = (double)Math.Min(window, context);
        var mean = (seen * (seen + 1) / 2 + (context - seen) * seen) / context;
        var channels = (double)config.NumAttentionHeads * (config.HeadDim ?? config.HiddenSize / config.NumAttentionHeads);
        return new(4 * channels * mean, 4 * channels * seen, 14 * channels * mean);
    }

    static AttentionOptions Options(ModelConfig config) => new()
    {
        Width = config.HiddenSize,
        Heads = config.NumAttentionHeads,
        KeyValueHeads = config.NumKeyValueHeads,
        HeadDimension = config.HeadDim,
        Window = config.SlidingWindow,
        RopeBase = config.Rope == false ? null : config.RopeTheta ?? 10000,
        Bias = config.ViewBias ?? false,
    };
}
