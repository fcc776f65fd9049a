namespace Ttt.Models.Tests.Synthetic;

public sealed class TaskTrainingTests
{
    [Fact]
    public void The_delta_rule_learns_to_recall_where_linear_attention_still_guesses()
    {
        var (delta, linear) = (Accuracy("deltanet"), Accuracy("linear-attention"));
        Assert.True(delta > 0.9, $"deltanet {delta}");
        Assert.True(linear < 0.6, $"linear attention {linear}");
    }

    static double Accuracy(string layer)
    {
        var task = new Mqar(Pairs: 4, Symbols: 6, Length: 16);
        var options = new TrainingOptions { Steps = 100, WarmupSteps = 5, BatchSize = 32, ContextLength = 16, LearningRate = 0.01, WeightDecay = 0, EvaluationInterval = 0, CheckpointInterval = 0 };
        using var model = new LanguageModel(new() { VocabSize = task.VocabSize, HiddenSize = 32, NumAttentionHeads = 1, NumHiddenLayers = 2, IntermediateSize = 64, TttLayerType = layer }, 0);
        using var trainer = new Trainer(model, new SyntheticData(task), null, options);
        trainer.Run();
        return TaskEvaluator.Evaluate(model, task, 64).Accuracy;
    }
}
