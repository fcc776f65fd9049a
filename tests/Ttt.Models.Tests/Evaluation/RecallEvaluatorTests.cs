using System.Text;

namespace Ttt.Models.Tests.Evaluation;

public sealed class RecallEvaluatorTests
{
    static readonly ModelConfig Config = new() { HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 1, NumAttentionHeads = 2, InitializerRange = 0.5 };
    static readonly int[] Book = [.. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"the {i}th line of a book, "))).Select(b => (int)b)];
    static readonly RecallProbe Probe = new("odd", "[{0}]", "=", ["a", "bcd", "ef", "g"]);

    [Fact]
    public void Prompts_are_text_statement_text_cue()
    {
        var options = new RecallOptions { Samples = 3, Choices = 4, Lead = 10 };
        var prompts = RecallPrompt.Of(Book, new ByteTokenizer(), Probe, 40, options);
        Assert.Equal(3, prompts.Length);
        foreach (var prompt in prompts)
        {
            var right = Encoding.ASCII.GetString([.. prompt.Choices[0].Select(b => (byte)b)]);
            Assert.EndsWith(".", right);
            Assert.Equal(4, prompt.Choices.Select(choice => string.Join(' ', choice)).Distinct().Count());
            var text = Encoding.ASCII.GetString([.. prompt.Tokens.Select(b => (byte)b)]);
            Assert.EndsWith("=", text);
            Assert.Equal(41, text.Length - text.IndexOf($"[{right[..^1]}]", StringComparison.Ordinal) - right.Length - 1);
            Assert.Equal(prompts[0].Tokens.Length, prompt.Tokens.Length);
        }
    }

    [Theory]
    [InlineData(2, 7)]
    [InlineData(5, 1000)]
    public void Choices_are_weighed_by_their_likelihood_after_the_whole_prompt(int batch, int chunk)
    {
        using var model = new LanguageModel(Config, 3, () => new CumulativeMean(8));
        var options = new RecallOptions { Samples = 12, Choices = 3, Lead = 9, BatchSize = batch, ChunkLength = chunk, Seed = 2 };
        var point = RecallEvaluator.Evaluate(model, new ByteTokenizer(), Book, Probe, [31], options).Single();
        var right = RecallPrompt.Of(Book, new ByteTokenizer(), Probe, 31, options).Count(prompt =>
        {
            var scores = prompt.Choices.Select(choice => -SlowLosses.Of(model, [.. prompt.Tokens, .. choice], 0, prompt.Tokens.Length + choice.Length - 1)[^choice.Length..].Sum()).ToArray();
            return scores[0] == scores.Max();
        });
        Assert.Equal((12, right / 12.0), (point.Samples, point.Accuracy));
        Assert.InRange(right, 1, 11);
    }

    [Fact]
    public void A_model_that_remembers_nothing_guesses()
    {
        using var model = new LanguageModel(Config, 3, () => new CumulativeMean(8));
        var guessed = RecallEvaluator.Evaluate(model, new ByteTokenizer(), Book, RecallProbe.Passkey, [20, 300], new() { Samples = 40, Choices = 4 });
        Assert.Equal([20, 300], guessed.Select(p => p.Distance));
        Assert.All(guessed, p => Assert.InRange(p.Accuracy, 0.02, 0.55));
        Assert.All(guessed, p => Assert.Equal(0, p.Exact));
    }

    [Fact]
    public void Needles_are_words_of_the_book()
    {
        var book = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 130).Select(i => $"Big tiny word{(char)('a' + i / 26)}{(char)('a' + i % 26)} extraordinarily")));
        var probe = RecallProbe.Needle(book);
        Assert.Equal(130, probe.Answers.Count);
        Assert.All(probe.Answers, word => Assert.StartsWith("word", word));
        Assert.Contains("at least 100", Assert.Throws<TttException>(() => RecallProbe.Needle("few words only"u8)).Message);
    }

    [Fact]
    public void What_cannot_be_measured_is_said()
    {
        using var model = new LanguageModel(Config, 3, () => new CumulativeMean(8));
        IReadOnlyList<RecallPoint> Of(int distance, RecallOptions options) => RecallEvaluator.Evaluate(model, new ByteTokenizer(), Book, Probe, [distance], options);
        Assert.Contains("none negative, not '-1'", Assert.Throws<TttException>(() => Of(-1, new() { Choices = 3 })).Message);
        Assert.Contains("use a longer text", Assert.Throws<TttException>(() => Of(100_000, new() { Choices = 3 })).Message);
        Assert.Contains("more than the 4 there are", Assert.Throws<TttException>(() => Of(1, new() { Choices = 5 })).Message);
        Assert.Contains("at least 2", Assert.Throws<TttException>(() => Of(1, new() { Choices = 1 })).Message);
    }
}
