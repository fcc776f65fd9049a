using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A whole layer: views, rates and inner output on the way, the output, and the gradients of input and parameters for the loss Σ R∘Y.</summary>
sealed class LayerCase(SafetensorsReader reader, LayerCatalogue catalogue, torch.Device device, string config) : VerificationCase(reader, catalogue, device)
{
    readonly ModelConfig config = ModelConfigJson.Parse(config, $"{reader.Path}, config", "batch", "seq_len");

    public override string Layer => config.TttLayerType;

    public override IReadOnlyList<string> Required => ["out.Y"];

    public override IReadOnlyList<string> Inputs => ["in.hidden_states", "in.R"];

    public override Dictionary<string, Tensor> Compute(torch.ScalarType type)
    {
        using var mixer = new MixerFactory(config, Catalogue).Create(0);
        mixer.to(Device, type);
        LoadParameters(mixer);
        var x_BTC = Input("in.hidden_states", type).requires_grad_();
        var results = new Dictionary<string, Tensor>();
        var output = mixer is TttLayer layer ? Activations(layer, x_BTC, results) : mixer.forward(x_BTC);
        (output * Input("in.R", type)).sum().backward();
        results["out.Y"] = output;
        AddGradients(results, mixer.named_parameters().Select(p => (p.name, (Tensor)p.parameter)).Append(("hidden_states", x_BTC)));
        return results;
    }

    static Tensor Activations(TttLayer layer, Tensor x_BTC, Dictionary<string, Tensor> results)
    {
        var all = layer.Activations(x_BTC);
        results["mid.XQ"] = all.Query;
        results["mid.XK"] = all.Key;
        results["mid.XV"] = all.Value;
        results["mid.lr"] = all.Gates[0].squeeze(-1);
        results["mid.ttt_out"] = all.InnerOutput;
        // the factor repeats with every mini-batch: one period is stored
        var tokens = all.Position.shape[0];
        results["mid.token_idx"] = all.Position.narrow(0, 0, Math.Min(tokens, layer.Settings.Period ?? tokens));
        return all.Output;
    }
}
