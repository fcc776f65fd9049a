using Ttt.Layers;

namespace Ttt.Cli;

/// <summary>Gives a model as many parameters as another by the width of its feed-forward parts.</summary>
static class ParameterMatch
{
    // narrower steps would leave processors' vectors half empty
    const int Step = 8;

    /// <summary>The configuration with the width, a multiple of 8, that comes nearest.</summary>
    /// <exception cref="TttException">Without any feed-forward part it has more parameters already.</exception>
    public static ModelConfig To(long parameters, ModelConfig config, LayerCatalogue catalogue)
    {
        var narrow = ModelCost.Of(config with { IntermediateSize = Step }, catalogue: catalogue).Parameters;
        var perStep = 3L * Step * config.HiddenSize * config.NumHiddenLayers;
        var steps = 1 + (long)Math.Round((parameters - narrow) / (double)perStep);
        return steps >= 1 ? config with { IntermediateSize = (int)(steps * Step) }
            : throw new TttException(FormattableString.Invariant($"with {narrow:N0} parameters at a feed-forward width of {Step} it cannot be made as small as {parameters:N0}; make it narrower, or give it \"match_parameters\": false"));
    }
}
