using TorchSharp.Modules;

namespace Ttt.Layers;

// The parameters, under the names of the published checkpoints.
public abstract partial class TttLayer
{
    const string PositionName = "learnable_token_idx";
    const string RateWeightName = "learnable_ttt_lr_weight";
    const string RateBiasName = "learnable_ttt_lr_bias";

    Linear? _qProj, _kProj, _vProj, _gProj;
    Linear _oProj = null!;
    Conv1d? _convQ, _convK;
    LayerNorm? _postNorm;

    /// <summary>A stored parameter of the layer, by its name in checkpoints.</summary>
    /// <exception cref="ArgumentException">The layer has no such parameter.</exception>
    protected Parameter Parameter(string name)
        => get_parameter(name) ?? throw new ArgumentException($"Layer {Description.Name} has no parameter {name}.", nameof(name));

    bool StandardQuery => !Description.CustomQuery;

    bool StandardKey => !Description.CustomKey;

    void RegisterParts()
    {
        var (sizes, width) = (Sizes, Sizes["Model"]);
        var (inputs, outputs) = (sizes.Heads * InputSize, sizes.Heads * OutputSize);
        if (!Description.CustomRate)
        {
            ParameterFactory.Register(this, RateWeightName, Init.Normal, isMatrix: true, [sizes.Heads, 1, width]);
            ParameterFactory.Register(this, RateBiasName, Init.Zero, isMatrix: false, [sizes.Heads, 1]);
        }
        if (Settings.PositionFactor == Ttt.PositionFactor.Standard)
            ParameterFactory.Register(this, PositionName, Init.Zero, isMatrix: false, [Settings.LearnedPositions]);
        if (StandardQuery || StandardKey && Settings.ShareQk) _qProj = ParameterFactory.Projection(this, "q_proj", width, inputs);
        if (StandardKey && !Settings.ShareQk) _kProj = ParameterFactory.Projection(this, "k_proj", width, inputs);
        if (!Description.CustomValue) _vProj = ParameterFactory.Projection(this, "v_proj", width, outputs);
        _oProj = ParameterFactory.Projection(this, "o_proj", outputs, width);
        if (Settings.Gate) _gProj = ParameterFactory.Projection(this, "g_proj", width, outputs);
        if (StandardQuery && Settings.ShareQk) _convQ = ParameterFactory.Convolution(this, "conv_q", inputs, Settings.ConvKernel);
        if (StandardKey && Settings.ShareQk) _convK = ParameterFactory.Convolution(this, "conv_k", inputs, Settings.ConvKernel);
        if (Settings.PostNorm) register_module("post_norm", _postNorm = torch.nn.LayerNorm([outputs], 1e-6));
        foreach (var parameter in Description.Parameters)
            ParameterFactory.Register(this, parameter.Name, parameter.Init, parameter.Dimensions.Count == 2, parameter.StoredShape(sizes));
    }
}
