namespace Ttt.Models.Tests.Evaluation;

public sealed class EvaluatorTests
{
    static readonly ModelConfig Config = new() { VocabSize = 13, HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true, InitializerRange = 0.5 };
    static readonly int[] Tokens = [.. Enumerable.Range(0, 103).Select(i => (int)(RandomStream.For(i, 9).Next() % 13))];

    static LanguageModel Model() => new(Config, 4, () => new CumulativeMean(Config.HiddenSize));

    static double[] Losses(LanguageModel model, int from, int count) => SlowLosses.Of(model, Tokens, from, count);

    [Fact]
    public void Windows_predict_every_token_once()
    {
        using var model = Model();
        var result = Evaluator.Evaluate(model, Tokens, 1, new() { Length = 10, BatchSize = 4 });
        var expected = Enumerable.Range(0, 10).SelectMany(w => Losses(model, w * 10, 10)).Concat(Losses(model, 100, 2)).ToArray();
        Assert.Equal(102, result.Tokens);
        Assert.Equal(expected.Average(), result.Loss, 5);
        Assert.Equal(Math.Exp(result.Loss), result.Perplexity);
        Assert.Equal([(0L, 1L, 11L), (1, 2, 11), (2, 4, 20), (4, 8, 40), (8, 16, 20)], result.ByIndex.Select(b => (b.From, b.To, b.Tokens)));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(102)]
    public void A_carried_state_is_one_long_sequence(int length)
    {
        using var model = Model();
        var result = Evaluator.Evaluate(model, Tokens, 2, new() { Length = length, CarryState = true });
        var expected = Losses(model, 0, 102);
        Assert.Equal(expected.Average(), result.Loss, 5);
        Assert.Equal(result.Loss / Math.Log(2) / 2, result.BitsPerByte);
        Assert.Equal(expected[64..].Average(), result.ByIndex[^1].Loss, 4);
    }

    [Fact]
    public void The_number_of_tokens_can_be_limited()
    {
        using var model = Model();
        Assert.Equal(25, Evaluator.Evaluate(model, Tokens, 1, new() { Length = 10, MaxTokens = 25 }).Tokens);
        Assert.Contains("at least two", Assert.Throws<TttException>(() => Evaluator.Evaluate(model, [1], 1, new())).Message);
    }
}
