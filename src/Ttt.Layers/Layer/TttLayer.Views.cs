namespace Ttt.Layers;

// What the tokens become before the scan: queries, keys, values and rates, by declaration or the standard way.
public abstract partial class TttLayer
{
    readonly record struct Views(Tensor Query, Tensor Key, Tensor Value, Tensor Rate, IReadOnlyDictionary<string, Tensor> Tails);

    /// <summary>The declared query, [B,H,T,D]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeQuery(Tensor x_BTC) => throw Missing(nameof(ComputeQuery));

    /// <summary>The declared key, [B,H,T,D]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeKey(Tensor x_BTC) => throw Missing(nameof(ComputeKey));

    /// <summary>The declared value, [B,H,T,Dv]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeValue(Tensor x_BTC) => throw Missing(nameof(ComputeValue));

    /// <summary>The declared rate λ, [B,H,T]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeRate(Tensor x_BTC) => throw Missing(nameof(ComputeRate));

    InvalidOperationException Missing(string method)
        => new($"The declaration of {Description.Name} says that it computes this view itself, but the class does not override {method}.");

    Views ComputeViews(Tensor x_BTC, TttState? state)
    {
        var tails = new ConvolutionTails(state, Settings.ConvKernel);
        var (query, key) = Settings.ShareQk ? SharedQueryAndKey(x_BTC, tails) : (null, null);
        query ??= StandardQuery ? Heads(_qProj!.forward(x_BTC), InputSize) : ComputeQuery(x_BTC);
        key ??= StandardKey ? Heads(_kProj!.forward(x_BTC), InputSize) : ComputeKey(x_BTC);
        var value = Description.CustomValue ? ComputeValue(x_BTC) : Heads(_vProj!.forward(x_BTC), OutputSize);
        var rate = Description.CustomRate ? ComputeRate(x_BTC) * RateScale : StandardRate(x_BTC);
        if (_rotation is null) return new Views(query, key, value, rate, tails.Next);
        var angles = _rotation.At(state?.Position ?? 0, x_BTC.size(1), x_BTC);
        if (StandardQuery) query = Rotation.Apply(query, angles);
        if (StandardKey) key = Rotation.Apply(key, angles);
        return new Views(query, key, value, rate, tails.Next);
    }

    (Tensor? Query, Tensor? Key) SharedQueryAndKey(Tensor x_BTC, ConvolutionTails tails)
    {
        if (!UsesConvolution) return default;
        var shared_BCT = _qProj!.forward(x_BTC).transpose(1, 2);
        var history_BCT = tails.Extend(TttState.ConvolutionTail, shared_BCT);
        Tensor? convolved(TorchSharp.Modules.Conv1d? convolution)
            => convolution is null ? null : HeadsOfChannels(ShortConvolution.Apply(history_BCT, convolution));
        return (convolved(_convQ), convolved(_convK));
    }

    bool UsesConvolution => Settings.ShareQk && (StandardQuery || StandardKey);

    // What the state has to hold for the convolutions: the channels of each kept input by name.
    IReadOnlyDictionary<string, long> TailChannels
        => UsesConvolution ? new Dictionary<string, long> { [TttState.ConvolutionTail] = Sizes.Heads * InputSize } : new Dictionary<string, long>();

    // λ = base / D · sigmoid(x·w + b)
    Tensor StandardRate(Tensor x_BTC)
    {
        var (heads, width) = (Sizes.Heads, Sizes["Model"]);
        var logits_BTH = torch.matmul(x_BTC, Parameter(RateWeightName).reshape(heads, width).t()) + Parameter(RateBiasName).reshape(heads);
        return (logits_BTH.sigmoid() * (Settings.BaseRate / Sizes["D"] * RateScale)).transpose(1, 2);
    }

    // [B,T,H·n] to [B,H,T,n]
    Tensor Heads(Tensor x_BTI, long size) => x_BTI.reshape(x_BTI.size(0), x_BTI.size(1), Sizes.Heads, size).transpose(1, 2);

    // [B,H·n,T] to [B,H,T,n]
    Tensor HeadsOfChannels(Tensor x_BIT) => x_BIT.reshape(x_BIT.size(0), Sizes.Heads, InputSize, x_BIT.size(2)).transpose(2, 3);
}
