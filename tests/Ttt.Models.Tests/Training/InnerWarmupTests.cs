using System.Text;
using Ttt.Layers;

namespace Ttt.Models.Tests.Training;

public sealed class InnerWarmupTests
{
    static readonly TextCorpus Corpus = TextCorpus.Split(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the quick brown fox. ", 30))), new ByteTokenizer(), "t");
    static readonly TrainingOptions Options = new() { Steps = 6, BatchSize = 2, ContextLength = 16, LearningRate = 1e-2, EvaluationInterval = 1, EvaluationTokens = 32 };
    static readonly ModelConfig Config = new() { HiddenSize = 16, IntermediateSize = 24, NumHiddenLayers = 2, NumAttentionHeads = 2, MiniBatchSize = 8, LayerTypes = ["linear", "attention"] };

    [Fact]
    public void The_inner_rate_rises_on_a_line_and_stays()
    {
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 1], Enumerable.Range(0, 6).Select((Options with { InnerWarmupSteps = 4 }).InnerRateAt));
        Assert.Equal(1, Options.InnerRateAt(0));
        Assert.Contains("'inner_warmup_steps'", Assert.Single((Options with { InnerWarmupSteps = -1 }).Faults()));
    }

    [Fact]
    public void An_update_is_that_of_layers_with_the_scaled_rate_and_measurements_have_the_full_one()
    {
        var options = Options with { InnerWarmupSteps = 4 };
        using var model = new LanguageModel(Config, 1);
        using var other = new LanguageModel(Config, 1);
        using var trainer = new Trainer(model, Corpus, new ByteTokenizer(), options);
        var layer = (TttLayer)model.Backbone.Blocks[0].Mixer;
        using var stop = new CancellationTokenSource();
        var point = trainer.Run(cancellation: stop.Token, progress: _ => stop.Cancel()).History.Points.Single();
        Assert.Equal(1, layer.RateScale);
        ((TttLayer)other.Backbone.Blocks[0].Mixer).RateScale = 0.25;
        var batch = Corpus.Batches(options).Tokens(0);
        Assert.Equal(point.Loss, other.Loss(batch).item<float>(), 6);
        ((TttLayer)other.Backbone.Blocks[0].Mixer).RateScale = 1;
        Assert.NotEqual(point.Loss, other.Loss(batch).item<float>(), 6);
        Assert.Equal(Corpus.HeldOutLoss(model, options)!.Value, point.HeldOutLoss!.Value, 12);
    }
}
