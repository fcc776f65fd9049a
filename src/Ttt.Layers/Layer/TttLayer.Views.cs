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

    /// <summary>The declared features φ of a query or key, [B,H,T,n] to [B,H,T,D]. Generated layers override it where the declaration has them.</summary>
    protected virtual Tensor ComputeFeatures(Tensor x_BHTD) => throw Missing(nameof(ComputeFeatures));

    /// <summary>The declared label of value and key, [B,H,T,Dv]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeTarget(Tensor value_BHTV, Tensor key_BHTD) => throw Missing(nameof(ComputeTarget));

    InvalidOperationException Missing(string method)
        => new($"The declaration of {Description.Name} says that it computes this itself, but the class does not override {method}.");

    // Gates and target see the key as the inner model does.
    Views ComputeViews(Tensor x_BTC, TttState? state)
    {
        var tails = new ConvolutionTails(state, Settings.ConvKernel);
        Rotation.Angles? angles = _rotation?.At(state?.Position ?? 0, x_BTC.size(1), x_BTC);
        var query = Features(_query is null ? ComputeQuery(x_BTC) : Rotated(_query.Of(x_BTC, tails), angles));
        var key = Features(_key is null ? ComputeKey(x_BTC) : Rotated(_key.Of(x_BTC, tails), angles));
        var value = _value is null ? ComputeValue(x_BTC) : _value.Of(x_BTC, tails);
        if (Description.CustomTarget) value = ComputeTarget(value, key);
        var rate = Description.CustomRate ? ComputeRate(x_BTC) * RateScale : StandardRate(x_BTC);
        return new Views(query, key, value, rate, tails.Next);
    }

    static Tensor Rotated(Tensor view_BHTD, Rotation.Angles? angles) => angles is { } given ? Rotation.Apply(view_BHTD, given) : view_BHTD;

    Tensor Features(Tensor view_BHTD) => Description.CustomFeatures ? ComputeFeatures(view_BHTD) : view_BHTD;

    // What a state has to hold for the convolutions: the channels of the kept inputs by name.
    Dictionary<string, long> TailChannels
    {
        get
        {
            var channels = new Dictionary<string, long>();
            foreach (var view in new[] { _query, _key, _value })
                if (view?.Convolution is not null) channels[view.Tail] = view.Channels;
            return channels;
        }
    }

    // λ = base / D · sigmoid(x·w + b)
    Tensor StandardRate(Tensor x_BTC)
    {
        var (heads, width) = (Sizes.Heads, Sizes["Model"]);
        var logits_BTH = torch.matmul(x_BTC, Parameter(RateWeightName).reshape(heads, width).t()) + Parameter(RateBiasName).reshape(heads);
        return (logits_BTH.sigmoid() * (Settings.BaseRate / Sizes["D"] * RateScale)).transpose(1, 2);
    }
}
