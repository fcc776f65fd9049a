using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Multiplies the inner learning rates of a model for as long as it is held; whatever else runs the model, measurements among it, has the full rates.</summary>
sealed class InnerRate : IDisposable
{
    readonly TttLayer[] layers;

    InnerRate(TttLayer[] layers, double scale)
    {
        this.layers = layers;
        foreach (var layer in layers)
            layer.RateScale = scale;
    }

    public static InnerRate Scaled(LanguageModel model, double scale) => new([.. model.Backbone.Blocks.Select(block => block.Mixer).OfType<TttLayer>()], scale);

    public void Dispose()
    {
        foreach (var layer in layers)
            layer.RateScale = 1;
    }
}
