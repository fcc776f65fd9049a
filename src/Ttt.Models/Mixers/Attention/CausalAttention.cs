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
        var (k, v) = Own(input, 0);
        return Project(AttentionFunction.Of(Query(input, 0), k, v, window)).MoveToOuterDisposeScope();
    }

    public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state)
    {
        using var scope = torch.NewDisposeScope();
        MixerInput.Check(Kind, x_BTC, width, output.weight);
        var past = MixerState.Own(state, Kind);
        var position = past?.Position ?? 0;
        var (q, (all, cache)) = (Query(x_BTC, position), Joined(past, Own(x_BTC, position)));
        var (first, count) = (window is { } w ? Math.Max(0, all.Key.size(2) - w) : 0, Math.Min(all.Key.size(2), window ?? long.MaxValue));
        var y_BHTD = DecodeKernel.Serves(q, all.Key)
            ? DecodeKernel.Run(q, cache?.KeyMemory ?? all.Key, cache?.ValueMemory ?? all.Value, first, count)
            : AttentionFunction.Of(q, all.Key, all.Value, window);
        var next = new MixerState(Kind, position + x_BTC.size(1), [new("key", Last(all.Key, count)), new("value", Last(all.Value, count))]) { Cache = cache };
        return (Project(y_BHTD).MoveToOuterDisposeScope(), next);
    }

    public override ISequenceState LoadState(Stream stream) => MixerState.Load(stream, Kind, output.weight.device);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rotation?.Dispose();
        base.Dispose(disposing);
    }

    Tensor Query(Tensor x_BTC, long position) => Rotated(PerHead(Autocast.Linear(x_BTC, query), heads), position);

    (Tensor Key, Tensor Value) Own(Tensor x_BTC, long position) => (Rotated(PerHead(Autocast.Linear(x_BTC, key), groups), position), PerHead(Autocast.Linear(x_BTC, value), groups));

    // keys and values [B,G,past + T,D]; without gradients and window in memory that grows
    ((Tensor Key, Tensor Value) All, KeyValueCache? Cache) Joined(MixerState? past, (Tensor Key, Tensor Value) own)
    {
        if (past is null)
            return (own, null);
        long[] shape = [own.Key.size(0), groups, Math.Min(past.Position, window ?? long.MaxValue), size];
        var (k, v) = (past.Require("key", own.Key, shape), past.Require("value", own.Key, shape));
        if (torch.is_grad_enabled() || window is not null)
            return ((torch.cat([k, own.Key], 2), torch.cat([v, own.Value], 2)), null);
        var cache = KeyValueCache.Append(past.Cache, (k, v), own);
        return ((cache.Keys, cache.Values), cache);
    }

    // a copy where a view would keep what the window has left
    static Tensor Last(Tensor all_BGSD, long count)
        => count == all_BGSD.size(2) ? all_BGSD.alias() : all_BGSD.narrow(2, all_BGSD.size(2) - count, count).clone();

    Tensor Project(Tensor y_BHTD) => Autocast.Linear(y_BHTD.transpose(1, 2).reshape(y_BHTD.size(0), y_BHTD.size(2), heads * size), output);

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
