namespace Ttt.Models.Tests.Synthetic;

public sealed class TaskEvaluatorTests
{
    [Fact]
    public void An_untrained_model_guesses_and_only_what_was_asked_counts()
    {
        var task = new Parity(16, 24);
        using var model = new LanguageModel(new() { VocabSize = 2, HiddenSize = 8, NumAttentionHeads = 2, NumHiddenLayers = 1, InitializerRange = 0.02 }, 1);
        var score = TaskEvaluator.Evaluate(model, task.Test, 60);
        Assert.Equal(60 * 24, score.Asked);
        Assert.Equal(Math.Log(2), score.Loss, 0.02);
        Assert.InRange(score.Accuracy, score.Chance - 5 * score.StandardError, score.Chance + 5 * score.StandardError);
        Assert.True(double.IsNaN(TaskEvaluator.Evaluate(model, task.Test, 1).StandardError));
        Assert.Equal(32 * 5, TaskEvaluator.Evaluate(Larger(), new Mqar(5, 9, 23), 32).Asked);
    }

    static LanguageModel Larger() => new(new() { VocabSize = 19, HiddenSize = 8, NumAttentionHeads = 2, NumHiddenLayers = 1 }, 1);
}
