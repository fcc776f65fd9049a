using System.Text.Json;
using Ttt.Layers;

namespace Ttt.Models;

/// <summary>Greedy decoding: prefill, then one token at a time; logits, ids, and the state after both.</summary>
sealed class GenerateCase : VerificationCase
{
    readonly ModelConfig config;
    readonly int decodeLength;

    public GenerateCase(SafetensorsReader reader, LayerCatalogue catalogue, torch.Device device, string json) : base(reader, catalogue, device)
    {
        config = ModelConfigJson.Parse(json, $"{reader.Path}, config", "batch", "prompt_len", "decode_len");
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("decode_len", out var value) || !value.TryGetInt32(out decodeLength) || decodeLength < 1)
            throw new TttException($"{reader.Path}, config: 'decode_len' must be an integer of at least 1");
    }

    public override string Layer => config.TttLayerType;

    public override IReadOnlyList<string> Required => ["out.generated_ids", "out.step_logits"];

    public override IReadOnlyList<string> Inputs => ["in.prompt_ids"];

    public override Dictionary<string, Tensor> Compute(torch.ScalarType type)
    {
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(config, 0, Catalogue);
        model.to(Device, type);
        LoadParameters(model);
        model.eval();
        var results = new Dictionary<string, Tensor>();
        var prompt = Ids("in.prompt_ids");
        var (prefill, state) = model.forward(prompt, (ModelState?)null);
        StateTensors.Add(results, "cache.after_prefill", state);
        var last = prefill.narrow(1, prompt.shape[1] - 1, 1);
        var (steps, ids) = (new List<Tensor> { last }, new List<Tensor>());
        for (var i = 0; i < decodeLength; i++)
        {
            ids.Add(last.argmax(-1));
            (last, var next) = model.forward(ids[^1], state);
            state.Dispose();
            state = next;
            steps.Add(last);
        }
        StateTensors.Add(results, "cache.after_decode", state);
        state.Dispose();
        results["out.prefill_logits"] = prefill;
        results["out.step_logits"] = torch.cat(steps, 1);
        results["out.generated_ids"] = torch.cat(ids, 1);
        return results;
    }
}
