namespace Ttt.Models;

/// <summary>Configuration of an inner case.</summary>
sealed record InnerConfig(string Type, int Heads, int HeadDim, int MiniBatchSize)
{
    public static InnerConfig Parse(string json, string source)
    {
        using var document = ModelConfigJson.ParseDocument(json, source);
        var fields = new JsonFields(document.RootElement, source);
        fields.Accept("base_lr", "batch", "ln_eps", "seq_len");
        var config = new InnerConfig(fields.Text("type", ""), fields.Integer("num_heads", 0), fields.Integer("head_dim", 0), fields.Integer("mini_batch_size", 0));
        fields.Require(config.Type.Length > 0, "'type' must name a layer");
        fields.Require(config.Heads > 0, "'num_heads' must be at least 1");
        fields.Require(config.HeadDim > 0, "'head_dim' must be at least 1");
        fields.Require(config.MiniBatchSize > 0, "'mini_batch_size' must be at least 1");
        var epsilon = fields.Number("ln_eps", 1e-6);
        fields.Require(epsilon == 1e-6, FormattableString.Invariant($"'ln_eps' must be 1e-6, not {epsilon}"));
        fields.Finish();
        return config;
    }

    public ModelConfig ToModelConfig() => new()
    {
        TttLayerType = Type,
        HiddenSize = Heads * HeadDim,
        NumAttentionHeads = Heads,
        MiniBatchSize = MiniBatchSize,
        TttMode = "mini_batch",
    };
}
