namespace Ttt.Models.Tests.Generation;

public sealed class TokenSamplerTests
{
    static readonly float[] Logits = [1f, 3f, 2f, 3f, -1f];

    static int[] Draws(GenerationOptions options, int count = 2000)
    {
        var sampler = new TokenSampler(options);
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Next(Logits))];
    }

    [Fact]
    public void Greedy_takes_the_first_largest() => Assert.Equal(1, new TokenSampler(new() { Temperature = 0 }).Next(Logits));

    [Fact]
    public void Frequencies_follow_the_softmax()
    {
        var draws = Draws(new() { Temperature = 0.7, Seed = 5 }, 20000);
        var weights = Logits.Select(l => Math.Exp(l / 0.7)).ToArray();
        for (var i = 0; i < Logits.Length; i++)
            Assert.InRange(draws.Count(d => d == i) / 20000.0, weights[i] / weights.Sum() - 0.015, weights[i] / weights.Sum() + 0.015);
    }

    [Fact]
    public void The_seed_decides()
    {
        Assert.Equal(Draws(new() { Seed = 1 }), Draws(new() { Seed = 1 }));
        Assert.NotEqual(Draws(new() { Seed = 1 }), Draws(new() { Seed = 2 }));
    }

    [Theory]
    [InlineData(1, 1.0, new[] { 1 })]
    [InlineData(2, 1.0, new[] { 1, 3 })]
    [InlineData(0, 0.3, new[] { 1 })]
    [InlineData(0, 0.5, new[] { 1, 3 })]
    [InlineData(3, 0.9999, new[] { 1, 2, 3 })]
    [InlineData(99, 1.0, new[] { 0, 1, 2, 3, 4 })]
    public void Top_k_and_top_p_cut_the_tail(int topK, double topP, int[] allowed) =>
        Assert.Equal(allowed, Draws(new() { Temperature = 1, TopK = topK, TopP = topP }, 5000).Distinct().Order());

    [Theory]
    [InlineData(0.7, 0, 1.0, 0.0, 1.0)]
    [InlineData(1.0, 6, 1.0, 0.0, 1.0)]
    [InlineData(1.3, 0, 0.8, 0.0, 1.0)]
    [InlineData(2.0, 0, 1.0, 0.05, 1.0)]
    [InlineData(1.0, 0, 1.0, 1.0, 1.0)]
    [InlineData(0.9, 0, 1.0, 0.0, 1.3)]
    [InlineData(1.5, 0, 1.0, 0.0, 0.7)]
    [InlineData(1.2, 9, 0.85, 0.1, 1.2)]
    [InlineData(0.8, 12, 0.95, 0.02, 5.0)]
    public void Probabilities_are_those_of_the_definitions(double temperature, int topK, double topP, double minP, double penalty)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = RandomStream.For(seed, 3);
            var logits = Enumerable.Range(0, 17).Select(_ => (float)(random.Normal() * 2)).ToArray();
            int[] text = [.. Enumerable.Range(0, 6).Select(_ => (int)random.Below(17))];
            var options = new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = penalty };
            var sampler = new TokenSampler(options);
            sampler.See(text);
            TensorAssert.Close(SlowSampler.Probabilities(logits, text, options), sampler.Probabilities(logits), 1e-12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(999)]
    [InlineData(1000)]
    public void Few_of_many_are_those_that_sorting_gives(int topK)
    {
        var random = RandomStream.For(7, 3);
        // few values, so that many are equal
        var logits = Enumerable.Range(0, 1000).Select(_ => (float)random.Below(50) / 10).ToArray();
        var sorted = Enumerable.Range(0, 1000).OrderByDescending(id => logits[id]).ThenBy(id => id).Take(topK).Order().ToArray();
        var probabilities = new TokenSampler(new() { Temperature = 1, TopK = topK }).Probabilities(logits);
        Assert.Equal(sorted, Enumerable.Range(0, 1000).Where(id => probabilities[id] > 0));
    }

    [Fact]
    public void Draws_follow_the_probabilities_and_are_penalised_from_then_on()
    {
        var options = new GenerationOptions { Temperature = 1, TopK = 4, MinP = 0.05, RepetitionPenalty = 1.5 };
        var counts = new double[Logits.Length];
        for (var seed = 0; seed < 20000; seed++)
            counts[new TokenSampler(options with { Seed = seed }).Next(Logits)] += 1 / 20000.0;
        var expected = SlowSampler.Probabilities(Logits, [], options);
        for (var i = 0; i < counts.Length; i++)
            Assert.InRange(counts[i], expected[i] - 0.015, expected[i] + 0.015);
        var sampler = new TokenSampler(options);
        var drawn = sampler.Next(Logits);
        TensorAssert.Close(SlowSampler.Probabilities(Logits, [drawn], options), sampler.Probabilities(Logits), 1e-12);
    }

    [Fact]
    public void A_penalty_keeps_greedy_text_from_repeating()
    {
        var sampler = new TokenSampler(new() { Temperature = 0, RepetitionPenalty = 4 });
        Assert.Equal([1, 3, 2, 0, 1], Enumerable.Range(0, 5).Select(_ => sampler.Next([1f, 3f, 2f, 3f, -1f])));
    }

    [Theory]
    [InlineData("temperature must be 0 or more, not -0.1", -0.1, 0, 1.0, 0.0, 1.0)]
    [InlineData("top-k", 1.0, -1, 1.0, 0.0, 1.0)]
    [InlineData("top-p", 1.0, 0, 0.0, 0.0, 1.0)]
    [InlineData("top-p must lie in (0, 1], not 1.5", 1.0, 0, 1.5, 0.0, 1.0)]
    [InlineData("min-p must lie in [0, 1], not 1.1", 1.0, 0, 1.0, 1.1, 1.0)]
    [InlineData("min-p must lie in [0, 1], not NaN", 1.0, 0, 1.0, double.NaN, 1.0)]
    [InlineData("repetition penalty must be a positive number, not 0", 1.0, 0, 1.0, 0.0, 0.0)]
    public void Values_out_of_range_are_refused(string message, double temperature, int topK, double topP, double minP, double penalty) => Assert.Contains(
        message, Assert.Throws<TttException>(new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP, MinP = minP, RepetitionPenalty = penalty }.Check).Message);
}
