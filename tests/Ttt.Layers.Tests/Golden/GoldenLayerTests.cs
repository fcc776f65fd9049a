using Ttt.Layers.Tests.Support;

namespace Ttt.Layers.Tests.Golden;

/// <summary>Whole layers against the numbers of the published program: everything on the way, outputs and all gradients.</summary>
public class GoldenLayerTests
{
    public static TheoryData<string, string, bool> Cases()
    {
        var data = new TheoryData<string, string, bool>();
        foreach (var file in GoldenFile.Files("layer_"))
            foreach (var layer in GoldenLayers.For(file))
                foreach (var wide in new[] { false, true }) data.Add(file, layer, wide);
        return data;
    }

    static TttLayerOptions Options(GoldenFile file) => new()
    {
        Width = file.Int("hidden_size"),
        Heads = file.Int("num_attention_heads"),
        MiniBatchSize = file.Int("mini_batch_size"),
        BaseRate = file.Config.GetProperty("ttt_base_lr").GetDouble(),
        ShareQk = file.Config.GetProperty("share_qk").GetBoolean(),
        Gate = file.Config.GetProperty("use_gate").GetBoolean(),
        ConvKernel = file.Int("conv_kernel"),
        RopeBase = file.Config.GetProperty("rope_theta").GetDouble(),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void ActivationsAndGradients(string fileName, string layerName, bool wide)
    {
        using var scope = torch.NewDisposeScope();
        var file = new GoldenFile(fileName);
        var run = new GoldenRun(file, wide);
        using var layer = TestLayers.Fresh(layerName, Options(file));
        layer.to(run.Type);
        run.LoadParameters(layer);
        var x_BTC = run.Input("hidden_states", requiresGrad: true);
        var all = layer.Activations(x_BTC);
        (all.Output * run.Input("R")).sum().backward();

        run.Check("mid.XQ", all.Query);
        run.Check("mid.XK", all.Key);
        run.Check("mid.XV", all.Value);
        run.Check("mid.lr", all.Gates[0].squeeze(-1));
        run.Check("mid.token_idx", all.Position.narrow(0, 0, file.Int("mini_batch_size")));
        run.Check("mid.ttt_out", all.InnerOutput);
        run.Check("out.Y", all.Output);
        run.Check("grad.hidden_states", x_BTC.grad!);
        run.CheckParameterGradients(layer);
        run.AssertAllChecked();
    }

    public static TheoryData<string, string> Files()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in GoldenFile.Files("layer_"))
            foreach (var layer in GoldenLayers.For(file)) data.Add(file, layer);
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryParameterIsInTheFile(string fileName, string layerName)
    {
        var file = new GoldenFile(fileName);
        using var layer = TestLayers.Fresh(layerName, Options(file));
        var expected = file.Names.Where(name => name.StartsWith("param.", StringComparison.Ordinal)).Select(name => name["param.".Length..]);
        Assert.Equal(expected.Order(StringComparer.Ordinal), layer.named_parameters().Select(entry => entry.Item1).Order(StringComparer.Ordinal));
    }
}
