using Ttt.Layers;

namespace Ttt.Models;

/// <summary>The recurrence alone, on given queries, keys, values, rates and position factors: output, states on the way, and all gradients for the loss Σ R∘Y.</summary>
sealed class InnerCase : VerificationCase
{
    readonly InnerConfig config;
    readonly Action<TttLayer> prepare;

    public InnerCase(SafetensorsReader reader, LayerCatalogue catalogue, torch.Device device, string json, Action<TttLayer> prepare) : base(reader, catalogue, device) =>
        (config, this.prepare) = (InnerConfig.Parse(json, $"{reader.Path}, config"), prepare);

    public override string Layer => config.Type;

    public override IReadOnlyList<string> Required => ["out.Y"];

    public override IReadOnlyList<string> Inputs => ["in.XQ", "in.XK", "in.XV", "in.token_idx", "in.lr", "in.R"];

    public override Dictionary<string, Tensor> Compute(torch.ScalarType type)
    {
        using var mixer = new MixerFactory(config.ToModelConfig(), Catalogue).Create(0);
        if (mixer is not TttLayer layer)
            throw new TttException($"{Reader.Path}: '{config.Type}' is not a test-time-training layer; an inner case needs one");
        layer.to(Device, type);
        prepare(layer);
        var inner = new InnerRun(layer, config.MiniBatchSize);
        LoadInnerParameters(inner);
        var inputs = Inputs.ToDictionary(n => n["in.".Length..], n => Input(n, type).requires_grad_());
        var results = new Dictionary<string, Tensor>();
        var output_BHTD = inner.Whole(inputs);
        var output = output_BHTD.transpose(1, 2).reshape(inputs["R"].shape);
        (output * inputs["R"].detach()).sum().backward();
        results["out.Y"] = output;
        inner.AddStates(inputs, results);
        AddGradients(results, inner.Parameters.Concat(inputs.Where(i => i.Key != "R").Select(i => (i.Key, i.Value))));
        return results;
    }

    void LoadInnerParameters(InnerRun inner)
    {
        using var noGradient = torch.no_grad();
        var unexpected = Reader.Entries.Keys.Where(n => n.StartsWith("param.", StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var (missing, misshapen) = (new List<string>(), new List<string>());
        foreach (var (name, parameter) in inner.Parameters)
        {
            if (!unexpected.Remove("param." + name))
                missing.Add(name);
            else if (!Reader.Entry("param." + name).Shape.SequenceEqual(parameter.shape))
                misshapen.Add($"{name} {Reader.Entry("param." + name).ShapeText} in the file, [{string.Join(", ", parameter.shape)}] in the layer");
            else
                parameter.copy_(Reader.ReadTensor("param." + name));
        }
        new LoadReport(missing, [.. unexpected.Order(StringComparer.Ordinal)], misshapen).ThrowIfIncomplete(Reader.Path);
    }
}
