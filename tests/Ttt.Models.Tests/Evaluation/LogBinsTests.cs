namespace Ttt.Models.Tests.Evaluation;

public sealed class LogBinsTests
{
    [Fact]
    public void Edges_are_rounded_powers_without_repetition()
    {
        var bins = new LogBins(perDoubling: 2);
        Assert.Equal(12, bins.Of(64));
        Assert.Equal([0L, 1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64], Enumerable.Range(0, 13).Select(bins.From));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_index_lies_in_its_bin(int perDoubling)
    {
        var bins = new LogBins(perDoubling);
        foreach (var index in new[] { 9_000_000_000, 0, 1, 2, 3, 7, 8, 9, 1023, 1024, 5_000_000 })
        {
            var bin = bins.Of(index);
            Assert.InRange(index, bins.From(bin), bins.To(bin) - 1);
        }
    }
}
