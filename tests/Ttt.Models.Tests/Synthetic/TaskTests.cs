namespace Ttt.Models.Tests.Synthetic;

public sealed class TaskTests
{
    static readonly TokenTask[] All = [new Mqar(5, 9, 23), new Mqar(4, 4, 12), new SelectiveCopy(6, 5, 31), new SelectiveCopy(3, 2, 6), new Parity(17, 40)];

    public static TheoryData<int> Places => [.. Enumerable.Range(0, All.Length)];

    static (long[] Inputs, long[] Targets) Sequence(TokenTask task, long index)
    {
        var (inputs, targets) = (new long[task.Length], new long[task.Length]);
        task.Write(RandomStream.For(3, 1, index), inputs, targets);
        return (inputs, targets);
    }

    // each task solved from its inputs alone, as its definition has it
    static long[] Solve(TokenTask task, long[] inputs)
    {
        var answers = Enumerable.Repeat(TokenBatch.Ignored, inputs.Length).ToArray();
        switch (task)
        {
            case Mqar mqar:
                for (var i = 2 * mqar.Pairs; i < inputs.Length; i++)
                    if (inputs[i] != 0)
                        answers[i] = inputs[Array.IndexOf(inputs, inputs[i]) + 1];
                break;
            case SelectiveCopy:
                var symbols = inputs.Where(token => token > 1).ToArray();
                for (var (i, next) = (0, 0); i < inputs.Length; i++)
                    if (inputs[i] == 1)
                        answers[i] = symbols[next++];
                break;
            case Parity:
                for (var i = 0; i < inputs.Length; i++)
                    answers[i] = inputs.Take(i + 1).Sum() % 2;
                break;
        }
        return answers;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_sequence_can_be_solved_from_its_inputs(int place)
    {
        for (var index = 0; index < 200; index++)
        {
            var (inputs, targets) = Sequence(All[place], index);
            Assert.All(inputs, token => Assert.InRange(token, 0, All[place].VocabSize - 1));
            Assert.Equal(Solve(All[place], inputs), targets);
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Answers_are_balanced(int place)
    {
        var task = All[place];
        var counts = Enumerable.Range(0, 4000).SelectMany(index => Sequence(task, index).Targets).Where(target => target != TokenBatch.Ignored).CountBy(target => target).ToDictionary();
        var expected = counts.Values.Sum() / (double)(task is Mqar mqar ? mqar.Symbols : task is SelectiveCopy copy ? copy.Symbols : 2);
        Assert.All(counts.Values, count => Assert.InRange(count, expected - 6 * Math.Sqrt(expected), expected + 6 * Math.Sqrt(expected)));
    }

    [Fact]
    public void Queries_of_recall_stand_everywhere_behind_the_pairs()
    {
        var task = new Mqar(3, 7, 20);
        var places = Enumerable.Range(0, 1000).SelectMany(index => Sequence(task, index).Targets.Index().Where(t => t.Item != TokenBatch.Ignored).Select(t => t.Index)).Distinct().Order();
        Assert.Equal(Enumerable.Range(6, 14), places);
    }

    [Fact]
    public void A_batch_depends_on_seed_and_number_alone()
    {
        var data = new SyntheticData(new Mqar(5, 9, 23));
        TokenBatch Batch(long seed, long index, int rows = 4) => (TokenBatch)data.Batches(new() { Seed = seed, BatchSize = rows, ContextLength = 23 }).Batch(index);
        Assert.Equal(Batch(1, 7).Inputs, Batch(1, 7).Inputs);
        Assert.NotEqual(Batch(1, 7).Inputs, Batch(2, 7).Inputs);
        Assert.NotEqual(Batch(1, 7).Inputs, Batch(1, 8).Inputs);
        Assert.Equal(Batch(1, 1, 4).Inputs[..23], Batch(1, 2, 2).Inputs[..23]);
        Assert.Contains("23 tokens, 'context_length' is 24", Assert.Throws<TttException>(() => data.Batches(new() { ContextLength = 24 })).Message);
    }

    [Theory]
    [InlineData("""{ "task": "mqar", "pairs": 4, "symbols": 6, "length": 12 }""", "mqar: 4 pairs of 6 keys and values, 12 tokens")]
    [InlineData("""{ "task": "parity", "length": 8 }""", "parity: 8 bits, tested on 32")]
    [InlineData("""{ "task": "selective-copy", "also": 1 }""", "selective-copy: 8 of 14 symbols, 64 tokens")]
    public void Tasks_are_read_by_name(string json, string task) => Assert.Equal(task, Read(json).ToString());

    [Theory]
    [InlineData("""{ "task": "parrity" }""", "there is no task 'parrity'; known are mqar, selective-copy, parity, linear-regression; did you mean 'parity'?")]
    [InlineData("""{ "task": "mqar", "pairs": 30 }""", "'length' must be at least three for each of 30 pairs, not 64")]
    [InlineData("""{ "task": "mqar", "pairs": 40, "length": 200 }""", "'symbols' must be at least the 40 of 'pairs', not 32")]
    [InlineData("""{ "task": "selective-copy", "length": 9 }""", "'length' must be at least two for each of 8 symbols, not 9")]
    [InlineData("""{ "task": "parity", "lenght": 9 }""", "unknown key 'lenght'")]
    public void Tasks_that_cannot_be_are_refused(string json, string words) => Assert.Contains(words, Assert.Throws<TttException>(() => Read(json)).Message);

    static ISyntheticTask Read(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return SyntheticTasks.Read(document.RootElement, "tasks.json", "also");
    }
}
