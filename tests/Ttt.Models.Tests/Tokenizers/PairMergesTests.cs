namespace Ttt.Models.Tests.Tokenizers;

public sealed class PairMergesTests
{
    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 20)]
    [InlineData(5, 60)]
    public void Merging_with_a_queue_is_merging_by_definition(int alphabet, int count)
    {
        var random = new Random(alphabet);
        for (var round = 0; round < 200; round++)
        {
            var (merges, table) = (new PairMerges(), new Dictionary<(int, int), (int, int)>());
            for (var i = 0; i < count; i++)
            {
                // ranks that are equal come from lists of ranks, where several pairs make one token
                var (pair, rank, merged) = ((random.Next(alphabet + i), random.Next(alphabet + i)), random.Next(count), alphabet + i);
                merges.Add(pair.Item1, pair.Item2, rank, merged);
                table.TryAdd(pair, (rank, merged));
            }
            var word = Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(alphabet)).ToList();
            var expected = SlowBpe.Merge(word, table);
            merges.Apply(word);
            Assert.Equal(expected, word);
        }
    }

    [Fact]
    public void A_word_of_a_million_letters_is_no_trouble()
    {
        var merges = new PairMerges();
        for (var i = 0; i < 19; i++)
            merges.Add(i, i, i, i + 1);
        var word = Enumerable.Repeat(0, 1_000_000).ToList();
        merges.Apply(word);
        Assert.Equal(1_000_000, word.Sum(token => 1 << token));
        Assert.True(word.Count < 20);
    }
}
