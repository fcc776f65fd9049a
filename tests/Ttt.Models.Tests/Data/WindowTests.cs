namespace Ttt.Models.Tests.Data;

public sealed class WindowTests
{
    static readonly TrainingOptions Options = new() { BatchSize = 4, ContextLength = 16, Seed = 7 };

    /// <summary>Bytes 0 to 99 again and again; where there are documents, each ends with a 99, which is a c.</summary>
    static TextCorpus Corpus(int length, bool documents = false) =>
        TextCorpus.Split([.. Enumerable.Range(0, length).Select(i => (byte)(i % 100))], new ByteTokenizer(), "t", documents ? "c" : null);

    [Fact]
    public void Random_windows_depend_on_seed_and_index_alone()
    {
        var source = Corpus(1000).Batches(Options);
        var later = source.Tokens(12);
        Assert.Equal(later.Inputs, Corpus(1000).Batches(Options).Tokens(12).Inputs);
        Assert.NotEqual(later.Inputs, source.Tokens(13).Inputs);
        Assert.NotEqual(later.Inputs, Corpus(1000).Batches(Options with { Seed = 8 }).Tokens(12).Inputs);
        Assert.Equal((4, 16, 64L), (later.Rows, later.Length, later.Counted));
        Assert.Equal(later.Inputs.Select(token => (token + 1) % 100), later.Targets);
        Assert.Null(later.Documents);
    }

    [Fact]
    public void Every_window_can_be_drawn()
    {
        var source = TextCorpus.Split("1234567890abcdefghij"u8, new ByteTokenizer(), "t").Batches(Options with { BatchSize = 1 });
        Assert.Equal([(long)'1', '2'], Enumerable.Range(0, 64).Select(i => source.Tokens(i).Inputs[0]).Distinct().Order());
        Assert.Contains("one window needs 101", Assert.Throws<TttException>(() => Corpus(110).Batches(Options with { ContextLength = 100 })).Message);
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(320)]
    public void An_epoch_of_shuffled_windows_asks_for_every_token_once(int length)
    {
        var text = Enumerable.Range(0, length * 2).Select(i => (byte)(i % 2 == 0 ? i / 2 % 251 : i / 2 / 251)).ToArray();
        var corpus = TextCorpus.Split(text, new ByteTokenizer(), "t");
        var windows = (corpus.Train.Length - 1 + 15) / 16;
        var source = corpus.Batches(Options with { Order = WindowOrder.Shuffled, BatchSize = 1 });
        var order = new List<long[]>();
        for (var epoch = 0; epoch < 2; epoch++)
        {
            var seen = Enumerable.Range(0, (int)windows).Select(i => source.Tokens(epoch * windows + i)).ToArray();
            order.Add([.. seen.Select(batch => batch.Inputs[0] + 1000 * batch.Inputs[1])]);
            Assert.Equal(corpus.Train.Length - 1, seen.Sum(batch => batch.Counted));
            var targets = seen.SelectMany(batch => batch.Targets).Where(t => t != TokenBatch.Ignored).Order();
            Assert.Equal(corpus.Train.ToArray().Skip(1).Select(t => (long)t).Order(), targets);
        }
        Assert.Equal(order[0].Order(), order[1].Order());
        Assert.NotEqual(order[0], order[1]);
        Assert.NotEqual(order[0].Order(), order[0]);
    }

    [Fact]
    public void Batches_go_on_over_the_end_of_an_epoch()
    {
        var corpus = Corpus(500);
        var one = corpus.Batches(Options with { Order = WindowOrder.Shuffled, BatchSize = 1 });
        var many = corpus.Batches(Options with { Order = WindowOrder.Shuffled, BatchSize = 5 });
        Assert.Equal(Enumerable.Range(0, 100).SelectMany(i => one.Tokens(i).Inputs), Enumerable.Range(0, 20).SelectMany(i => many.Tokens(i).Inputs));
    }

    [Theory]
    [InlineData(WindowOrder.Random)]
    [InlineData(WindowOrder.Shuffled)]
    public void Windows_are_cut_where_documents_begin_and_nothing_is_asked_across(WindowOrder order)
    {
        var corpus = Corpus(1000, documents: true);
        Assert.Equal([0L, 100, 200, 300, 400, 500, 600, 700, 800], corpus.Documents);
        var source = corpus.Batches(Options with { Order = order, ContextLength = 130 });
        for (var n = 0; n < 30; n++)
        {
            var batch = source.Tokens(n);
            for (var i = 0; i < batch.Inputs.Length; i++)
                Assert.True(batch.Targets[i] == (batch.Inputs[i] == 99 ? TokenBatch.Ignored : batch.Inputs[i] + 1) || batch.Targets[i] == TokenBatch.Ignored, $"{n}, {i}");
            for (var row = 0; row < batch.Rows; row++)
            {
                var ends = Enumerable.Range(0, 129).Count(i => batch.Targets[row * 130 + i] == TokenBatch.Ignored && batch.Inputs[row * 130 + i] == 99);
                Assert.True(ends >= 1 && batch.Documents is not null);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(37)]
    [InlineData(4096)]
    public void A_permutation_has_every_place_once_and_differs_by_seed_and_index(long count)
    {
        long[] All(long seed, long index) => [.. Enumerable.Range(0, (int)count).Select(place => new Permutation(count, seed, index)[place])];
        Assert.Equal(Enumerable.Range(0, (int)count).Select(i => (long)i), All(1, 0).Order());
        if (count > 10)
            Assert.Equal(3, new[] { All(1, 0), All(1, 1), All(2, 0) }.Select(order => string.Join(',', order)).Distinct().Count());
    }

    [Fact]
    public void A_permutation_of_more_places_than_memory_has_is_computed_at_once()
    {
        var order = new Permutation(1L << 45, 3, 0);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(i => order[i * 1_000_003L]).Distinct().Count(place => place is >= 0 and < 1L << 45));
    }
}
