using Ttt.Layers;

namespace Ttt.Models.Tests.Modules;

/// <summary>Whole models around the generated layers, in both backbones.</summary>
public sealed class TttModelTests
{
    static readonly ModelConfig Small = new() { VocabSize = 31, HiddenSize = 16, IntermediateSize = 24, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 8, InitializerRange = 0.2 };

    static LanguageModel Model(string layer, string backbone) => new((Small with { TttLayerType = layer }).WithBackbone(backbone), 3);

    public static TheoryData<string, string> Kinds => new() { { "linear", "transformer" }, { "linear", "mamba" }, { "mlp", "transformer" }, { "mlp", "mamba" } };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_split_gives_the_same_logits_and_state(string layer, string backbone)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model(layer, backbone).to(torch.ScalarType.Float64);
        var ids = TensorAssert.Ids(1, 31, 2, 27);
        var (whole, end) = model.forward(ids, (ModelState?)null);
        TensorAssert.Close(model.call(ids), whole, 1e-12);
        foreach (int[] sizes in new[] { [1], [5], [8], new[] { 3, 13, 1, 10 } })
        {
            var logits = new List<Tensor>();
            ModelState? state = null;
            for (var (start, i) = (0, 0); start < 27; i++)
            {
                var size = Math.Min(sizes[i % sizes.Length], 27 - start);
                (var piece, var next) = model.forward(ids.narrow(1, start, size), state);
                state?.Dispose();
                state = next;
                logits.Add(piece);
                start += size;
            }
            TensorAssert.Close(whole, torch.cat(logits, 1), 1e-12);
            for (var i = 0; i < 2; i++)
                foreach (var (name, tensor) in end.Blocks[i].Mixer.Tensors)
                    TensorAssert.Close(tensor, state!.Blocks[i].Mixer.Tensors[name], 1e-11);
            state!.Dispose();
        }
        end.Dispose();
    }

    [Fact]
    public void A_state_continues_from_its_file()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = Model("linear", "mamba");
        var ids = TensorAssert.Ids(2, 31, 1, 11);
        using var state = model.forward(ids, (ModelState?)null).State;
        state.Save(folder.File("s"));
        using var loaded = ModelStateFile.Load(folder.File("s"), model);
        var (expected, first) = model.forward(ids, state);
        var (actual, second) = model.forward(ids, loaded);
        TensorAssert.Close(expected, actual, 0);
        Assert.Equal(22, second.Position);
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public void An_unknown_layer_is_refused_with_the_known_names()
    {
        var message = Assert.Throws<TttException>(() => new LanguageModel(Small with { TttLayerType = "liner" })).Message;
        Assert.Contains("there is no layer 'liner'; known are ", message);
        Assert.Contains("did you mean 'linear'?", message);
        Assert.DoesNotContain('\n', message);
        Assert.Contains("Rank", Assert.Throws<TttException>(() => new LanguageModel(Small with { TttDimensions = new SortedDictionary<string, int> { ["Rank"] = 2 } })).Message);
    }

    [Fact]
    public void A_layer_that_is_not_causal_is_refused()
    {
        var message = Assert.Throws<TttException>(() => new LanguageModel(Small with { Bidirectional = true })).Message;
        Assert.Equal("a language model needs a causal layer, but layer 'linear' is not: with Bidirectional every output depends on all later tokens; set 'bidirectional' to false or choose another layer", message);
        var catalogue = new LayerCatalogue();
        catalogue.Load(typeof(ChunkEndLayer).Assembly);
        Assert.Contains("layer 'chunk-end' is not: with ReadOut = ChunkEnd outputs depend on later tokens of their mini-batch",
            Assert.Throws<TttException>(() => new LanguageModel(Small with { TttLayerType = "chunk-end" }, catalogue: catalogue)).Message);
    }

    [Fact]
    public void The_options_of_the_layer_reach_it()
    {
        using var scope = torch.NewDisposeScope();
        using var model = new LanguageModel(Small with
        {
            RopeModulo = false,
            ViewBias = true,
            ViewConvolution = Views.Value,
            ViewSilu = Views.Key,
            ViewL2Norm = Views.QueryKey,
            HeadNorm = true,
            UseGate = true,
            GateActivation = GateActivation.Sigmoid,
            TanhGate = true,
        });
        var settings = Assert.IsAssignableFrom<TttLayer>(model.Backbone.Blocks[0].Mixer).Settings;
        Assert.Equal((false, true, Views.Value, Views.Key, Views.QueryKey), (settings.RopeModulo, settings.Bias, settings.Convolve, settings.Silu, settings.L2Norm));
        Assert.Equal((true, GateActivation.Sigmoid, true), (settings.HeadNorm, settings.GateActivation, settings.TanhGate));
        Assert.Contains("declares no window", Assert.Throws<TttException>(() => new LanguageModel(Small with { Window = 2 })).Message);
    }

    [Fact]
    public void The_initial_deviation_reaches_the_projections_of_the_layer_and_nothing_else_of_it()
    {
        using var model = Model("linear", "transformer");
        foreach (var (name, parameter) in model.Backbone.Blocks[0].Mixer.named_parameters())
        {
            var values = TensorAssert.Values(parameter);
            var deviation = Math.Sqrt(values.Select(v => v * v).Average());
            if (name.EndsWith("_proj.weight", StringComparison.Ordinal))
                Assert.InRange(deviation, 0.17, 0.23);
            else if (name == "W1")
                Assert.InRange(deviation, 0.014, 0.027);
        }
    }

    [Fact]
    public void The_default_model_has_the_stated_size()
    {
        using var model = new LanguageModel(new());
        Assert.InRange(model.ParameterCount, 645_000, 655_000);
    }
}
