using Ttt.Layers;

namespace Ttt.Models;

/// <summary>A whole language model: logits, loss, residual stream, and the gradient of every parameter.</summary>
sealed class LanguageModelCase(SafetensorsReader reader, LayerCatalogue catalogue, torch.Device device, string config) : VerificationCase(reader, catalogue, device)
{
    readonly ModelConfig config = ModelConfigJson.Parse(config, $"{reader.Path}, config", "batch", "seq_len");

    public override string Layer => config.TttLayerType;

    public override IReadOnlyList<string> Required => ["out.logits", "out.loss"];

    public override IReadOnlyList<string> Inputs => ["in.input_ids"];

    public override Dictionary<string, Tensor> Compute(torch.ScalarType type)
    {
        using var model = new LanguageModel(config, 0, Catalogue);
        model.to(Device, type);
        LoadParameters(model);
        var ids = Ids("in.input_ids");
        var results = new Dictionary<string, Tensor>();
        var logits = model.forward(ids, (i, hidden) => results[$"mid.hidden.{i}"] = hidden.detach().clone().DetachFromDisposeScope());
        var length = ids.shape[1] - 1;
        var loss = torch.nn.functional.cross_entropy(logits.narrow(1, 0, length).reshape(-1, config.VocabSize), ids.narrow(1, 1, length).reshape(-1));
        loss.backward();
        results["out.logits"] = logits;
        results["out.loss"] = loss.view(1);
        AddGradients(results, model.named_parameters().Select(p => (p.name, (Tensor)p.parameter)));
        return results;
    }
}
