using System.Text;
using Ttt.Layers;

namespace Ttt.Models.Tests.Training;

/// <summary>Training that stops says where the numbers end.</summary>
public sealed class NonFiniteTests
{
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a text; of documents; ", 20))), new ByteTokenizer(), "t", "; ");
    static readonly TrainingOptions Options = new() { Steps = 4, BatchSize = 2, ContextLength = 16, EvaluationInterval = 0, Order = WindowOrder.Shuffled };
    static readonly ModelConfig Config = new ModelConfig { HiddenSize = 16, IntermediateSize = 24, NumHiddenLayers = 3, NumAttentionHeads = 2, MiniBatchSize = 8 }.WithBackbone("mamba");

    static string Fault(LanguageModel model, Action<LanguageModel> breakIt)
    {
        using var trainer = new Trainer(model, Corpus, new ByteTokenizer(), Options);
        var before = Array.Empty<double>();
        var fault = Assert.Throws<TttException>(() => trainer.Run(progress: p =>
        {
            if (p.Point.Step != 2)
                return;
            using var noGradient = torch.no_grad();
            breakIt(model);
            before = Weights(model);
        })).Message;
        Assert.Contains("at step 3: ", fault);
        Assert.Contains("no checkpoint was written yet", fault);
        Assert.DoesNotContain('\n', fault);
        Assert.Equal(before, Weights(model));
        return fault;
    }

    static double[] Weights(LanguageModel model) => [.. model.parameters().SelectMany(p => TensorAssert.Values(p))];

    static void Scale(LanguageModel model, string name, double value) => model.named_parameters().Single(p => p.name == name).parameter.fill_(value);

    [Theory]
    [InlineData("model.layers.1.seq_modeling_block.W1", 1e38, "the inner loop of the mixer of block 2 of 3 (linear, model.layers.1)", "--base-lr")]
    [InlineData("model.layers.2.mlp.up_proj.weight", 3e38, "the feed-forward part of block 3 of 3 (linear, model.layers.2)", "--lr")]
    [InlineData("model.layers.0.conv.conv.weight", 3e38, "the convolution of block 1 of 3 (linear, model.layers.0)", "--lr")]
    [InlineData("model.layers.1.seq_modeling_block.o_proj.weight", 3e38, "the mixer of block 2 of 3 (linear, model.layers.1)", "--lr")]
    [InlineData("model.embed_tokens.weight", double.NaN, "the weights model.embed_tokens.weight [256,16]", "--lr")]
    public void The_first_output_that_is_not_finite_is_named(string parameter, double value, string where, string advice)
    {
        using var model = new LanguageModel(Config, 1);
        var fault = Fault(model, m => Scale(m, parameter, value));
        Assert.Contains(where, fault);
        Assert.Contains(advice, fault);
        Assert.StartsWith("the loss became ", fault);
    }

    /// <summary>Its output is a number where its gradient is none: a root at zero.</summary>
    sealed class Rooted : SequenceMixer
    {
        public Rooted() : base(nameof(Rooted)) => register_parameter("p", new TorchSharp.Modules.Parameter(torch.full([16], 4.0f)));

        public override Tensor forward(Tensor input) => input * get_parameter("p")!.sqrt();

        public override (Tensor Output, ISequenceState State) forward(Tensor x_BTC, ISequenceState? state) => throw new NotSupportedException();

        public override ISequenceState LoadState(Stream stream) => throw new NotSupportedException();
    }

    [Fact]
    public void The_first_gradient_that_is_not_finite_from_the_loss_on_is_named()
    {
        using var model = new LanguageModel(Config, 1, () => new Rooted());
        var fault = Fault(model, m => Scale(m, "model.layers.1.seq_modeling_block.p", 0));
        Assert.StartsWith("the gradient norm became ", fault);
        Assert.Contains("is in the mixer of block 2 of 3", fault);
        Assert.Contains("model.layers.1.seq_modeling_block.p", fault);
    }
}
