namespace Ttt.Models.Tests.Evaluation;

public sealed class IndexBinsTests
{
    [Fact]
    public void Bins_double_and_the_total_is_the_mean()
    {
        var bins = new IndexBins();
        for (var i = 0; i < 7; i++)
            bins.Add(i, i);
        var result = bins.Result(bytesPerToken: 2);
        Assert.Equal([(0L, 1L, 1L, 0.0), (1, 2, 1, 1), (2, 4, 2, 2.5), (4, 8, 3, 5)], result.ByIndex.Select(b => (b.From, b.To, b.Tokens, b.Loss)));
        Assert.Equal((7L, 3.0), (result.Tokens, result.Loss));
        Assert.Equal(Math.Exp(3), result.Perplexity);
        Assert.Equal(3 / Math.Log(2) / 2, result.BitsPerByte);
    }
}
