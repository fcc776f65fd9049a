using TorchSharp.Modules;

namespace Ttt.Layers;

// The parameters, under the names of the published checkpoints.
public abstract partial class TttLayer
{
    const string PositionName = "learnable_token_idx";
    const string RateWeightName = "learnable_ttt_lr_weight";
    const string RateBiasName = "learnable_ttt_lr_bias";

    const string HeadNormName = "head_norm.weight";
    const string TanhGateName = "tanh_gate";
    const string ReverseTanhGateName = "tanh_gate_reverse";
    const double TanhGateStart = 0.1;

    StandardView? _query, _key, _value;
    Linear? _gProj;
    Linear _oProj = null!;
    LayerNorm? _postNorm;

    /// <summary>A stored parameter of the layer, by its name in checkpoints.</summary>
    /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
    protected Parameter Parameter(string name)
        => get_parameter(name) ?? throw new ArgumentException($"Layer {Description.Name} has no parameter {name}.", nameof(name));

    // The order of registration is the order in which initial values are drawn.
    void RegisterParts()
    {
        var (sizes, width) = (Sizes, Sizes["Model"]);
        var (views, outputs) = (sizes.Heads * ViewSize, sizes.Heads * OutputSize);
        if (Description.Gates.Contains(new(InnerGate.Rate, false)))
        {
            ParameterFactory.Register(this, RateWeightName, Init.Normal, isMatrix: true, [sizes.Heads, 1, width]);
            ParameterFactory.Register(this, RateBiasName, Init.Zero, isMatrix: false, [sizes.Heads, 1]);
        }
        if (Settings.PositionFactor == Ttt.PositionFactor.Standard)
            ParameterFactory.Register(this, PositionName, Init.Zero, isMatrix: false, [Settings.LearnedPositions]);
        var (query, key, value) = (!Description.CustomQuery, !Description.CustomKey, !Description.CustomValue);
        Linear? projection(bool used, string name, long size) => used ? ParameterFactory.Projection(this, name, width, size, Settings.Bias) : null;
        var qProj = projection(query || key && Settings.ShareQk, "q_proj", views);
        var kProj = Settings.ShareQk ? qProj : projection(key, "k_proj", views);
        var vProj = projection(value, "v_proj", sizes.Heads * sizes[Description.ValueDimension]);
        _oProj = ParameterFactory.Projection(this, "o_proj", outputs, width);
        if (Settings.Gate) _gProj = ParameterFactory.Projection(this, "g_proj", width, outputs);
        if (query) _query = Standard(qProj!, Ttt.Views.Query, "conv_q");
        if (key) _key = Standard(kProj!, Ttt.Views.Key, "conv_k");
        if (value) _value = Standard(vProj!, Ttt.Views.Value, "conv_v");
        if (Settings.HeadNorm) ParameterFactory.Register(this, HeadNormName, Init.One, isMatrix: false, [OutputSize]);
        if (Settings.PostNorm) register_module("post_norm", _postNorm = torch.nn.LayerNorm([outputs], 1e-6));
        if (Settings.TanhGate) ParameterFactory.Constant(this, TanhGateName, TanhGateStart, [width]);
        if (Settings.TanhGate && Settings.Bidirectional) ParameterFactory.Constant(this, ReverseTanhGateName, TanhGateStart, [width]);
        foreach (var parameter in Description.Parameters.Where(p => p.Learned))
            ParameterFactory.Register(this, parameter.Name, parameter.Init, parameter.Dimensions.Count == 2, parameter.StoredShape(sizes));
    }

    StandardView Standard(Linear projection, Ttt.Views view, string convolutionName)
    {
        var shared = Settings.ShareQk && view != Ttt.Views.Value;
        var convolution = shared || Settings.Convolve.HasFlag(view)
            ? ParameterFactory.Convolution(this, convolutionName, projection.weight.size(0), Settings.ConvKernel)
            : null;
        var tail = shared ? TttState.ConvolutionTail : convolutionName;
        return new StandardView(projection, convolution, tail, Sizes.Heads, Settings.Silu.HasFlag(view), Settings.L2Norm.HasFlag(view));
    }
}
