using Ttt.Layers;

namespace Ttt.Models.Tests.Inspection;

public sealed class ModelCostTests
{
    static readonly ModelConfig Small = new() { VocabSize = 23, HiddenSize = 24, IntermediateSize = 40, NumHiddenLayers = 3, NumAttentionHeads = 3, MiniBatchSize = 4 };

    static CostLine Part(ModelCost cost, string name, int block = 0) => cost.Blocks[block].Parts.Single(part => part.Part == name);

    [Theory]
    [InlineData("linear", "transformer", true)]
    [InlineData("linear", "mamba", false)]
    [InlineData("mlp", "mamba", true)]
    [InlineData("titans", "transformer", true)]
    [InlineData("attention", "mamba", true)]
    [InlineData("attention,linear", "transformer", false)]
    [InlineData("mamba,mlp", "transformer", true)]
    public void Parameters_are_those_of_the_model(string layers, string backbone, bool tied)
    {
        var config = (layers.Contains(',', StringComparison.Ordinal) ? Small with { LayerTypes = layers.Split(',') } : Small with { TttLayerType = layers }).WithBackbone(backbone) with { TieWordEmbeddings = tied };
        using var model = new LanguageModel(config);
        var cost = ModelCost.Of(config);
        Assert.Equal(model.ParameterCount, cost.Parameters);
        Assert.Equal(3, cost.Blocks.Count);
        for (var i = 0; i < 3; i++)
            Assert.Equal(model.Backbone.Blocks[i].parameters().Sum(p => p.numel()), cost.Blocks[i].Parameters);
    }

    // counted by the authors' program, in millions (arXiv:2407.04620, the 125M model)
    [Theory]
    [InlineData("linear", "transformer", 110.28)]
    [InlineData("linear", "mamba", 110.42)]
    [InlineData("mlp", "transformer", 114.44)]
    [InlineData("mlp", "mamba", 114.59)]
    public void Parameters_are_those_of_the_published_models(string layer, string backbone, double millions)
    {
        var config = new ModelConfig { VocabSize = 32000, HiddenSize = 768, IntermediateSize = 2048, NumHiddenLayers = 12, NumAttentionHeads = 12, TttLayerType = layer, MiniBatchSize = 16 }.WithBackbone(backbone);
        Assert.Equal(millions, Math.Round(ModelCost.Of(config).Parameters / 1e6, 2));
    }

    [Fact]
    public void Operations_are_those_of_the_formulas()
    {
        var cost = ModelCost.Of(Small.WithBackbone("mamba") with { ConvKernel = 3 });
        var (width, hidden, heads) = (24, 40, 3);
        var x = CountedParts.Row(width);
        void Equal(Action formula, CostLine part) => Assert.Equal((Counted.Of(formula), Counted.Of(formula), 3.0 * Counted.Of(formula)), (part.Operations.Prefill, part.Operations.Decode, part.Operations.Training));
        Equal(() =>
        {
            // before the convolution, the layer and the feed-forward part
            for (var i = 0; i < 3; i++)
                CountedParts.RmsNorm(x);
            CountedParts.LayerNorm(x);
        }, Part(cost, "norms"));
        Equal(() =>
        {
            // in front of the layer, of the query and of the key
            for (var i = 0; i < 3; i++)
                CountedParts.Convolution(x, 3);
        }, Part(cost, "convolutions"));
        Equal(() =>
        {
            // query and key in one, value, output, gate
            for (var i = 0; i < 4; i++)
                CountedParts.Linear(x, width);
        }, Part(cost, "projections"));
        Equal(() => CountedParts.Linear(x, heads), Part(cost, "gates"));
        Equal(() =>
        {
            CountedParts.Linear(x, hidden);
            CountedParts.Linear(x, hidden);
            CountedParts.Linear(CountedParts.Row(hidden), width);
        }, Part(cost, "feed-forward"));
        Equal(() => CountedParts.RmsNorm(x), cost.Norm);
        var vocabulary = (double)Counted.Of(() => CountedParts.Linear(x, 23));
        Assert.Equal(new OperationCount(0, vocabulary, 3 * vocabulary), cost.Head.Operations);
        Assert.Equal(cost.Blocks[0].Parts.Sum(p => p.Operations.Decode) * 3 + cost.Norm.Operations.Decode + vocabulary, cost.Operations.Decode, 1e-6);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("mlp")]
    [InlineData("deltanet")]
    public void The_inner_loop_costs_what_its_program_says(string layer)
    {
        using var built = LayerCatalogue.Default.Create(layer, new TttLayerOptions { Width = 24, Heads = 3, MiniBatchSize = 4 });
        var rows = built.Settings.MiniBatchSize;
        var all = built.Program.Operations(rows, rows)!.Value;
        var cost = Part(ModelCost.Of(Small with { TttLayerType = layer }), "inner loop").Operations;
        Assert.Equal(3 * all.Forward / rows, cost.Prefill, 1e-9);
        Assert.Equal(3 * all.Decode / rows, cost.Decode, 1e-9);
        Assert.Equal(3 * (all.Forward + all.Backward) / rows, cost.Training, 1e-9);
    }

    [Theory]
    [InlineData(null, 11)]
    [InlineData(4, 11)]
    [InlineData(40, 11)]
    public void Attention_costs_what_its_formula_says(int? window, int context)
    {
        var cost = Part(ModelCost.Of(Small with { TttLayerType = "attention", SlidingWindow = window }, context), "attention").Operations;
        int Seen(int t) => Math.Min(t + 1, window ?? int.MaxValue);
        var forward = Counted.Of(() =>
        {
            for (var (t, head) = (0, 0); t < context; head = (head + 1) % 3, t += head == 0 ? 1 : 0)
                CountedParts.Attend(Seen(t), 8);
        });
        Assert.Equal((double)forward / context, cost.Prefill, 1e-9);
        Assert.Equal(3 * Counted.Of(() => CountedParts.Attend(Seen(context - 1), 8)), cost.Decode, 1e-9);
        // backward: scores again, and of each of two products two gradients
        Assert.Equal(3.5 * cost.Prefill, cost.Training, 1e-9);
    }

    [Fact]
    public void Mamba_costs_what_its_formulas_say()
    {
        var cost = ModelCost.Of(Small with { TttLayerType = "mamba", MambaDState = 5, MambaDtRank = 2 });
        const int Channels = 48;
        Assert.Equal(Channels * Counted.Of(() => CountedParts.Recur(5)), Part(cost, "recurrence").Operations.Decode);
        Assert.Equal(Channels * (Counted.Of(() => CountedParts.Recur(5)) + 15.0 * 5), Part(cost, "recurrence").Operations.Training);
        Assert.Equal(2.0 * Channels * 4, Part(cost, "convolutions").Operations.Decode);
        // in, out, and of the step, B and C
        Assert.Equal(2.0 * (24 * 2 * Channels + Channels * 24 + Channels * (2 + 5 + 5) + 2 * Channels), Part(cost, "projections").Operations.Decode);
        Assert.Equal(sizeof(float) * Channels * (5 + 4 - 1), cost.Blocks[0].StateBytes);
    }

    [Fact]
    public void The_state_is_that_of_the_formulas_and_of_a_sequence()
    {
        // K = 16 and f = 8: sums are smaller than the rows they are made of; weights and sums, C·f + C each, and 8·C·f + 5·C (f = C / H)
        const int Width = 24, Head = 8;
        var linear = ModelCost.Of(Small with { MiniBatchSize = 16 });
        Assert.Equal(sizeof(float) * 2 * (Width * Head + Width), linear.Blocks[0].StateBytes);
        var mlp = ModelCost.Of(Small with { MiniBatchSize = 64, TttLayerType = "mlp" });
        Assert.Equal(sizeof(float) * 2 * (8 * Width * Head + 5 * Width), mlp.Blocks[0].StateBytes);
        // convolutions keep their last inputs: in front, and shared by query and key
        var mamba = ModelCost.Of((Small with { MiniBatchSize = 16 }).WithBackbone("mamba"));
        Assert.Equal(linear.Blocks[0].StateBytes + sizeof(float) * 2 * Width * 4, mamba.Blocks[0].StateBytes);
        // keys and values of every token, or of the window's
        Assert.Equal(sizeof(float) * 2 * Width * 100, ModelCost.Of(Small with { TttLayerType = "attention" }, 100).Blocks[0].StateBytes);
        Assert.Equal(sizeof(float) * 2 * Width * 7, ModelCost.Of(Small with { TttLayerType = "attention", SlidingWindow = 7 }, 100).Blocks[0].StateBytes);
        Assert.Equal(3 * linear.Blocks[0].StateBytes, linear.StateBytes);

        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        using var model = new LanguageModel(Small with { MiniBatchSize = 16 });
        var largest = 0L;
        for (var tokens = 1; tokens <= 17; tokens++)
        {
            using var state = model.forward(TensorAssert.Ids(1, 23, 1, tokens), (ModelState?)null).State;
            largest = Math.Max(largest, state.Blocks.Sum(b => b.Mixer.Tensors.Values.Sum(t => t.numel() * sizeof(float))));
        }
        Assert.Equal(largest, linear.StateBytes);
    }

    [Fact]
    public void A_configuration_that_cannot_work_says_why()
    {
        Assert.Contains("'num_attention_heads'", Assert.Throws<TttException>(() => ModelCost.Of(Small with { NumAttentionHeads = 5 })).Message);
        Assert.Contains("did you mean 'linear'", Assert.Throws<TttException>(() => ModelCost.Of(Small with { TttLayerType = "lineer" })).Message);
    }
}
