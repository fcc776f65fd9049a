using System.Text.RegularExpressions;

namespace Ttt.Models;

/// <summary>
/// A weight's name in the authors' JAX program, as the path of its dictionary of parameters, and how its axes lie there: Dense kernels are stored [in, out], those of convolutions
/// [taps, 1, channels], the rate gate's [heads, width, 1]. Every order is its own inverse.
/// </summary>
/// <param name="Name">Parts of the path, joined by slashes.</param>
/// <param name="Axes">The order of axes; null: the same.</param>
sealed partial record JaxName(string Name, int[]? Axes)
{
    const string Block = "seq_modeling_block.";
    static readonly int[] Matrix = [1, 0], Convolution = [2, 1, 0], RateGate = [0, 2, 1];

    static readonly (string Official, string Jax, int[]? Axes)[] Names =
    [
        ("model.embed_tokens.weight", "model/wte/embedding", null),
        ("model.norm.weight", "model/ln_f/kernel", null),
        ("lm_head.weight", "lm_head/kernel", Matrix),
        ("seq_norm.weight", "seq_norm/kernel", null),
        ("ffn_norm.weight", "ffn_norm/kernel", null),
        ("mlp.gate_proj.weight", "feed_forward/w1/kernel", Matrix),
        ("mlp.down_proj.weight", "feed_forward/w2/kernel", Matrix),
        ("mlp.up_proj.weight", "feed_forward/w3/kernel", Matrix),
        ("conv.norm.weight", "conv/conv_norm/kernel", null),
        ("conv.conv.weight", "conv/conv1/kernel", Convolution),
        ("conv.conv.bias", "conv/conv1/bias", null),
        .. "qkvog".Select(letter => ($"{Block}{letter}_proj.weight", $"seq_modeling_block/w{letter}/kernel", (int[]?)Matrix)),
        .. "qk".Select(letter => ($"{Block}conv_{letter}.weight", $"seq_modeling_block/conv_{letter}/kernel", (int[]?)Convolution)),
        .. "qk".Select(letter => ($"{Block}conv_{letter}.bias", $"seq_modeling_block/conv_{letter}/bias", (int[]?)null)),
        ($"{Block}W1", "seq_modeling_block/ttt_dense_0", null),
        ($"{Block}b1", "seq_modeling_block/ttt_bias_0", null),
        ($"{Block}W2", "seq_modeling_block/ttt_dense_1", null),
        ($"{Block}b2", "seq_modeling_block/ttt_bias_1", null),
        ($"{Block}ttt_norm_weight", "seq_modeling_block/ttt_norm/scale", null),
        ($"{Block}ttt_norm_bias", "seq_modeling_block/ttt_norm/bias", null),
        ($"{Block}learnable_ttt_lr_weight", "seq_modeling_block/learnable_ttt_lr/kernel", RateGate),
        ($"{Block}learnable_ttt_lr_bias", "seq_modeling_block/learnable_ttt_lr/bias", null),
        ($"{Block}learnable_token_idx", "seq_modeling_block/learnable_token_idx", null),
        ($"{Block}post_norm.weight", "seq_modeling_block/post_norm/scale", null),
        ($"{Block}post_norm.bias", "seq_modeling_block/post_norm/bias", null),
    ];

    /// <summary>The JAX name of an official one; null: it has none.</summary>
    public static JaxName? Of(string official)
    {
        var layer = OfficialLayer().Match(official);
        var (head, rest) = layer.Success ? ($"model/h/{layer.Groups[1].Value}/", layer.Groups[2].Value) : ("", official);
        var found = Names.FirstOrDefault(n => n.Official == rest);
        return found.Jax is null ? null : new(head + found.Jax, found.Axes);
    }

    /// <summary>The official name of a JAX one, whose parts may be joined by slashes or points and stand under <c>params</c>; null: it has none.</summary>
    public static (string Official, int[]? Axes)? Official(string jax)
    {
        var path = jax.Replace('.', '/');
        while (path.StartsWith("params/", StringComparison.Ordinal))
            path = path["params/".Length..];
        var layer = JaxLayer().Match(path);
        var (head, rest) = layer.Success ? ($"model.layers.{layer.Groups[1].Value}.", layer.Groups[2].Value) : ("", path);
        var found = Names.FirstOrDefault(n => n.Jax == rest);
        return found.Official is null ? null : (head + found.Official, found.Axes);
    }

    /// <summary>A shape with its axes in another order.</summary>
    public static long[] Permuted(IReadOnlyList<long> shape, int[]? axes) => axes is null || axes.Length != shape.Count ? [.. shape] : [.. axes.Select(axis => shape[axis])];

    /// <summary>A tensor with its axes in another order, which the caller disposes of instead of the one given.</summary>
    public static Tensor Permuted(Tensor tensor, int[]? axes)
    {
        if (axes is null)
            return tensor;
        using (tensor)
        {
            using var scope = torch.NewDisposeScope();
            return tensor.permute([.. axes.Select(axis => (long)axis)]).contiguous().MoveToOuterDisposeScope();
        }
    }

    [GeneratedRegex(@"^model\.layers\.(\d+)\.(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex OfficialLayer();

    [GeneratedRegex(@"^model/h/(\d+)/(.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex JaxLayer();
}
