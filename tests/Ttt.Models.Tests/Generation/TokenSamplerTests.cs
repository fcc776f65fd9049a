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
    [InlineData(-0.1, 0, 1.0, "temperature")]
    [InlineData(1.0, -1, 1.0, "top-k")]
    [InlineData(1.0, 0, 0.0, "top-p")]
    [InlineData(1.0, 0, 1.5, "top-p must lie in (0, 1], not 1.5")]
    public void Values_out_of_range_are_refused(double temperature, int topK, double topP, string message) =>
        Assert.Contains(message, Assert.Throws<TttException>(new GenerationOptions { Temperature = temperature, TopK = topK, TopP = topP }.Check).Message);
}
