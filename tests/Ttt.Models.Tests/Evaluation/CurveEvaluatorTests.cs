namespace Ttt.Models.Tests.Evaluation;

public sealed class CurveEvaluatorTests
{
    static readonly ModelConfig Config = new() { VocabSize = 13, HiddenSize = 8, IntermediateSize = 8, NumHiddenLayers = 2, NumAttentionHeads = 2, PreConv = true, InitializerRange = 0.5 };
    static readonly int[] Tokens = [.. Enumerable.Range(0, 103).Select(i => (int)(RandomStream.For(i, 9).Next() % 13))];

    static LanguageModel Model(long seed = 4) => new(Config, seed, () => new CumulativeMean(Config.HiddenSize));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(3, 7)]
    [InlineData(8, 1)]
    public void Loss_by_index_is_the_mean_over_windows(int batch, int chunk)
    {
        using var model = Model();
        var curve = CurveEvaluator.ByIndex(model, Tokens, 20, new() { Windows = 5, BatchSize = batch, ChunkLength = chunk });
        long[] starts = [0, 20, 41, 61, 82];
        var losses = starts.Select(start => SlowLosses.Of(model, Tokens, start, 20)).ToArray();
        Assert.Equal([(0L, 1L), (1, 2), (2, 3), (3, 4), (4, 6), (6, 8), (8, 11), (11, 16), (16, 20)], curve.Points.Select(p => (p.From, p.To)));
        foreach (var point in curve.Points)
        {
            var means = losses.Select(window => window[(int)point.From..(int)point.To].Average()).ToArray();
            Assert.Equal(means.Average(), point.Loss, 5);
            Assert.Equal(Math.Sqrt(means.Sum(m => (m - means.Average()) * (m - means.Average())) / 4 / 5), point.StandardError, 5);
            Assert.Equal(5 * (point.To - point.From), point.Tokens);
        }
    }

    [Fact]
    public void Tokens_after_contexts_of_several_lengths_are_the_same_tokens()
    {
        using var model = Model();
        var curve = CurveEvaluator.ByContext(model, Tokens, [30, 8, 17], new() { Windows = 4, BatchSize = 3, ChunkLength = 5 });
        Assert.Equal([(4L, 8L), (13, 17), (26, 30)], curve.Points.Select(p => (p.From, p.To)));
        long[] ends = [30, 54, 78, 102];
        foreach (var point in curve.Points)
            Assert.Equal(ends.SelectMany(end => SlowLosses.Of(model, Tokens, end - point.To, (int)point.To)[^4..]).Average(), point.Loss, 5);
    }

    [Fact]
    public void Windows_that_cover_the_same_text_do_not_shrink_the_error()
    {
        using var model = Model();
        var few = CurveEvaluator.ByIndex(model, Tokens, 50, new() { Windows = 2 });
        var many = CurveEvaluator.ByIndex(model, Tokens, 50, new() { Windows = 53 });
        Assert.Equal(53, many.Windows);
        Assert.True(many.Points[^1].StandardError > 0.2 * few.Points[^1].StandardError);
        Assert.All(CurveEvaluator.ByIndex(model, Tokens, 102, new()).Points, p => Assert.True(double.IsNaN(p.StandardError)));
    }

    [Fact]
    public void Curves_of_the_same_windows_are_subtracted_window_by_window()
    {
        using var one = Model();
        using var other = Model(5);
        var (a, b) = (CurveEvaluator.ByIndex(one, Tokens, 10, new()), CurveEvaluator.ByIndex(other, Tokens, 10, new()));
        Assert.Equal(16, a.Windows);
        Assert.Equal(a.Points.Zip(b.Points, (x, y) => x.Loss - y.Loss), a.Minus(b).Points.Select(p => p.Loss), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.All(a.Minus(a).Points, p => Assert.Equal((0, 0), (p.Loss, p.StandardError)));
        Assert.Throws<ArgumentException>(() => a.Minus(CurveEvaluator.ByIndex(other, Tokens, 10, new() { Windows = 3 })));
    }

    [Fact]
    public void What_cannot_be_measured_is_said()
    {
        using var model = Model();
        Assert.Contains("a window of 103 needs 104", Assert.Throws<TttException>(() => CurveEvaluator.ByIndex(model, Tokens, 103, new())).Message);
        Assert.Contains("at least 1 token, not 0", Assert.Throws<TttException>(() => CurveEvaluator.ByIndex(model, Tokens, 0, new())).Message);
        Assert.Contains("at least 2 tokens, not 1", Assert.Throws<TttException>(() => CurveEvaluator.ByContext(model, Tokens, [1, 4], new())).Message);
        Assert.Contains("no length", Assert.Throws<TttException>(() => CurveEvaluator.ByContext(model, Tokens, [], new())).Message);
        Assert.Contains("windows (-1)", Assert.Throws<TttException>(() => CurveEvaluator.ByIndex(model, Tokens, 4, new() { Windows = -1 })).Message);
    }
}
