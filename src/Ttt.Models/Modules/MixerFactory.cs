using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Makes the sequence layer that a configuration names.</summary>
static class MixerFactory
{
    public static SequenceMixer Create(ModelConfig config, LayerCatalogue catalogue)
    {
        if (!catalogue.TryFind(config.TttLayerType, out var entry))
        {
            var names = catalogue.Layers.Select(layer => layer.Name).ToArray();
            throw new TttException($"there is no layer '{config.TttLayerType}'; known are {string.Join(", ", names)}{Suggestion.For(config.TttLayerType, names)}");
        }
        try
        {
            var options = Options(config);
            RequireCausal(entry.Name, new LayerSettings(entry.Declaration, options));
            return entry.Create(options);
        }
        catch (ArgumentException e)
        {
            // the message of an ArgumentException ends with the parameter's name, which says nothing to a user
            throw new TttException($"layer '{entry.Name}': {e.Message.Split(" (Parameter '")[0]}", e);
        }
    }

    // a model that sees the token it is to predict learns nothing
    static void RequireCausal(string layer, LayerSettings settings)
    {
        if (settings.IsCausal)
            return;
        throw new TttException($"a language model needs a causal layer, but layer '{layer}' is not: " + (settings.Bidirectional
            ? "with Bidirectional every output depends on all later tokens; set 'bidirectional' to false or choose another layer"
            : $"with ReadOut = {settings.ReadOut} outputs depend on later tokens of their mini-batch; choose another layer"));
    }

    static TttLayerOptions Options(ModelConfig config) => new()
    {
        Width = config.HiddenSize,
        Heads = config.NumAttentionHeads,
        HeadDimension = config.HeadDim,
        Mode = config.TttMode switch { null => null, "online" => GradientDescent.Online, "batch" => GradientDescent.Batch, _ => GradientDescent.MiniBatch },
        MiniBatchSize = config.MiniBatchSize,
        BaseRate = config.TttBaseLr,
        ShareQk = config.ShareQk,
        Gate = config.UseGate,
        ConvKernel = config.ConvKernel,
        RopeBase = config.RopeTheta,
        RopeModulo = config.RopeModulo,
        Bias = config.ViewBias,
        Convolve = config.ViewConvolution,
        Silu = config.ViewSilu,
        L2Norm = config.ViewL2Norm,
        HeadNorm = config.HeadNorm,
        GateActivation = config.GateActivation,
        TanhGate = config.TanhGate,
        Bidirectional = config.Bidirectional,
        Window = config.Window,
        Dimensions = config.TttDimensions.Count == 0 ? null : config.TttDimensions,
        CheckpointGroup = config.ScanCheckpointGroupSize > 0 ? config.ScanCheckpointGroupSize : null,
    };
}
