using Ttt.Layers;

namespace Ttt.Models;

/// <summary>
/// Causal softmax self-attention (arXiv:1706.03762) with rotary positions (arXiv:2104.09864), grouped heads (arXiv:2305.13245) and, if wanted, a window: a query
/// sees itself and the window − 1 keys before it. Parameters: q_proj, k_proj, v_proj, o_proj.
/// </summary>
/// <remarks>Its state holds the rotated keys and the values, "key" and "value" [B,G,n,D]: of all tokens, or with a window of as many as it has.</remarks>
public sealed class CausalAttention : SequenceMixer
{
    /// <summary>The name by which configurations choose it and states name it.</summary>
    public const string Kind = "attention";

    readonly Linear query, key, value, output;
    readonly Rotation? rotation;
    readonly int width, heads, groups, size;
    readonly int? window;

    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public CausalAttention(AttentionOptions options) : base(nameof(CausalAttention))
    {
        ArgumentNullException.ThrowIfNull(options);
        (width, heads, groups, window) = (options.Width, options.Heads, options.KeyValueHeads ?? options.Heads, options.Window);
        if (heads < 1 || groups < 1 || heads % groups != 0)
            throw new ArgumentException($"{heads} heads of queries cannot share {groups} heads of keys and values; choose a divisor.", nameof(options));
        if (options.HeadDimension is null && width % heads != 0)
            throw new ArgumentException($"width {width} is not divisible by {heads} heads; choose another number of heads or set the size of a head.", nameof(options));
        if (window < 1)
            throw new ArgumentException($"a window of {window} keys holds nothing; it must be at least 1.", nameof(options));
        size = options.HeadDimension ?? width / heads;
        rotation = options.RopeBase is { } frequencies ? new Rotation(size, frequencies, null) : null;
        query = Projection("q_proj", width, heads * size, options.Bias);
        key = Projection("k_proj", width, groups * size, options.Bias);
        value = Projection("v_proj", width, groups * size, options.Bias);
        output = Projection("o_proj", heads * size, width, false);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        MixerInput.Check(Kind, input, width, output.weight);
        return Attend(input, Keys(input, null), 0).MoveToOuterDisposeScope();
    }

    public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state)
    {
        using var scope = torch.NewDisposeScope();
        MixerInput.Check(Kind, x_BTC, width, output.weight);
        var past = MixerState.Own(state, Kind);
        var position = past?.Position ?? 0;
        var all = Keys(x_BTC, past);
        var result = Attend(x_BTC, all, position);
        var next = new MixerState(Kind, position + x_BTC.size(1), [new("key", Kept(all.Key)), new("value", Kept(all.Value))]);
        return (result.MoveToOuterDisposeScope(), next);
    }

    public override ISequenceState LoadState(Stream stream) => MixerState.Load(stream, Kind);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rotation?.Dispose();
        base.Dispose(disposing);
    }

    // keys and values [B,G,past + T,D]
    (Tensor Key, Tensor Value) Keys(Tensor x_BTC, MixerState? past)
    {
        var (k, v) = (Rotated(PerHead(key.call(x_BTC), groups), past?.Position ?? 0), PerHead(value.call(x_BTC), groups));
        if (past is null)
            return (k, v);
        long[] shape = [x_BTC.size(0), groups, Math.Min(past.Position, window ?? long.MaxValue), size];
        return (torch.cat([past.Require("key", x_BTC, shape), k], 2), torch.cat([past.Require("value", x_BTC, shape), v], 2));
    }

    Tensor Attend(Tensor x_BTC, (Tensor Key, Tensor Value) all, long position)
    {
        var q_BHTD = Rotated(PerHead(query.call(x_BTC), heads), position);
        var y_BHTD = AttentionFunction.Of(q_BHTD, all.Key, all.Value, window);
        return output.call(y_BHTD.transpose(1, 2).reshape(x_BTC.size(0), x_BTC.size(1), heads * size));
    }

    // a copy where a view would keep what the window has left
    Tensor Kept(Tensor all_BGSD)
    {
        var (length, kept) = (all_BGSD.size(2), Math.Min(all_BGSD.size(2), window ?? long.MaxValue));
        return kept == length ? all_BGSD.alias() : all_BGSD.narrow(2, length - kept, kept).clone();
    }

    Tensor Rotated(Tensor x_BHTD, long position) => rotation is null ? x_BHTD : Rotation.Apply(x_BHTD, rotation.At(position, x_BHTD.size(2), x_BHTD));

    Tensor PerHead(Tensor x_BTI, int count) => x_BTI.view(x_BTI.size(0), x_BTI.size(1), count, size).transpose(1, 2);

    Linear Projection(string name, int inputs, int outputs, bool bias)
    {
        var linear = torch.nn.Linear(inputs, outputs, hasBias: bias);
        if (bias)
            torch.nn.init.zeros_(linear.bias!);
        register_module(name, linear);
        return linear;
    }
}
