namespace Ttt.Layers;

// What the tokens become before the scan: queries, keys, values and rates, by declaration or the standard way.
public abstract partial class TttLayer
{
    readonly record struct Views(Tensor Query, Tensor Key, Tensor Value, Tensor[] Gates, Tensor? Weight, IReadOnlyDictionary<string, Tensor> Tails);

    /// <summary>The declared query, [B,H,T,D]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeQuery(Tensor x_BTC) => throw Missing(nameof(ComputeQuery));

    /// <summary>The declared key, [B,H,T,D]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeKey(Tensor x_BTC) => throw Missing(nameof(ComputeKey));

    /// <summary>The declared value, [B,H,T,Dv]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeValue(Tensor x_BTC) => throw Missing(nameof(ComputeValue));

    /// <summary>A declared gate, by its place in <see cref="LayerDeclaration.Gates"/>, [B,H,T,1]; a rate by column [B,H,T,n]. Generated layers override it where the declaration has some.</summary>
    protected virtual Tensor ComputeGate(int gate, Tensor x_BTC, Tensor key_BHTD) => throw Missing(nameof(ComputeGate));

    /// <summary>The declared weight of a token's loss in a window, [B,H,T,1]. Generated layers override it where the declaration has one.</summary>
    protected virtual Tensor ComputeWindowWeight(Tensor x_BTC, Tensor key_BHTD) => throw Missing(nameof(ComputeWindowWeight));

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
        Tensor[] gates = [.. Description.Gates.Select((gate, i) => Gate(gate, i, x_BTC, key))];
        var weight = Description.Window == 1 ? null : Description.CustomWindowWeight ? ComputeWindowWeight(x_BTC, key) : Ones(query);
        return new Views(query, key, value, gates, weight, tails.Next);
    }

    Tensor Gate(GateDeclaration gate, int index, Tensor x_BTC, Tensor key_BHTD) => gate switch
    {
        { Kind: InnerGate.Mask } => Ones(key_BHTD),
        { Declared: false } => StandardRate(x_BTC),
        { Kind: InnerGate.Rate } => ComputeGate(index, x_BTC, key_BHTD) * RateScale,
        _ => ComputeGate(index, x_BTC, key_BHTD),
    };

    static Tensor Ones(Tensor view_BHTD) => torch.ones(view_BHTD.size(0), view_BHTD.size(1), view_BHTD.size(2), 1, dtype: view_BHTD.dtype, device: view_BHTD.device);

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

    // λ [B,H,T,1] = base / D · sigmoid(x·w + b)
    Tensor StandardRate(Tensor x_BTC)
    {
        var (heads, width) = (Sizes.Heads, Sizes["Model"]);
        var logits_BTH = Autocast.Linear(x_BTC, Parameter(RateWeightName).reshape(heads, width)) + Parameter(RateBiasName).reshape(heads);
        return (logits_BTH.sigmoid() * (Settings.BaseRate / Sizes["D"] * RateScale)).transpose(1, 2).unsqueeze(-1);
    }
}
