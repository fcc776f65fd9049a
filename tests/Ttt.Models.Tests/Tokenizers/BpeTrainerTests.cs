using System.Text;

namespace Ttt.Models.Tests.Tokenizers;

public sealed class BpeTrainerTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    static string Text(int seed, int words)
    {
        var random = new Random(seed);
        string[] known = ["the", "then", "other", "aaaa", "aaaaaaa", "don't", "naïve", "𝐀𝐁", "1234", "?!", "\n\n", "ab", "abab", "ababab"];
        return string.Join(' ', Enumerable.Range(0, words).Select(_ => known[random.Next(random.Next(known.Length) + 1)]));
    }

    ITokenizer Train(byte[] text, BpeTrainingOptions options)
    {
        var trainer = new BpeTrainer();
        trainer.Add(text);
        trainer.Train(options).Save(folder.Path);
        return TokenizerFile.InFolder(folder.Path)!;
    }

    [Theory]
    [InlineData(1, 30, 60)]
    [InlineData(2, 200, 60)]
    [InlineData(3, 1000, 400)]
    public void Counting_what_changes_is_counting_everything(int seed, int words, int merges)
    {
        var text = Text(seed, words);
        var tokenizer = Train(Encoding.UTF8.GetBytes(text), new() { VocabSize = 256 + merges });
        var cut = new List<byte[]>();
        new CodePointPattern(WordPatterns.Gpt2).Matches(text, (start, length) => cut.Add(Encoding.UTF8.GetBytes(text.Substring(start, length))));
        var expected = SlowBpe.Train(cut, merges, least: 2);
        Assert.Equal(256 + expected.Count, tokenizer.VocabSize);
        var table = new Dictionary<(int, int), (int, int)>();
        for (var i = 0; i < expected.Count; i++)
        {
            table[expected[i]] = (i, 256 + i);
            Assert.Equal([.. tokenizer.Bytes(expected[i].Left), .. tokenizer.Bytes(expected[i].Right)], tokenizer.Bytes(256 + i).ToArray());
        }
        Assert.Equal(cut.SelectMany(word => SlowBpe.Merge(word.Select(b => (int)b), table)), tokenizer.Encode(text));
    }

    [Fact]
    public void The_same_texts_give_the_same_file_in_every_culture()
    {
        byte[] One()
        {
            var trainer = new BpeTrainer();
            trainer.Add(Encoding.UTF8.GetBytes(Text(5, 300)));
            trainer.Add(Encoding.UTF8.GetBytes(Text(6, 300)));
            return trainer.Train(new() { VocabSize = 330, Special = ["<|end|>"] }).Content;
        }
        var first = One();
        using (new ForeignCulture())
            Assert.Equal(first, One());
    }

    [Fact]
    public void Any_bytes_come_back_and_special_tokens_are_whole()
    {
        var tokenizer = Train(Encoding.UTF8.GetBytes(Text(7, 500)), new() { VocabSize = 290, Special = ["<|end|>", "\"\\"] });
        Assert.Equal(290, tokenizer.VocabSize);
        Assert.Equal(['x', 288, 289], tokenizer.Encode("x<|end|>\"\\"));
        var random = new Random(8);
        var bytes = new byte[2000];
        random.NextBytes(bytes);
        Assert.Equal(bytes, tokenizer.Decode(tokenizer.Encode(bytes)));
        Assert.True(tokenizer.Encode(Text(9, 100)).Length < Text(9, 100).Length / 2);
    }

    [Fact]
    public void A_token_ends_inside_a_character_and_the_stream_waits()
    {
        var tokenizer = Train("ä€😀 ä€😀"u8.ToArray(), new() { VocabSize = 258 });
        var stream = new Utf8Stream();
        var pieces = tokenizer.Encode("ä€😀").Select(token => stream.Push(tokenizer.Bytes(token))).ToArray();
        Assert.Equal("ä€😀", string.Concat(pieces) + stream.Finish());
        Assert.DoesNotContain(pieces, piece => piece.Contains('\uFFFD', StringComparison.Ordinal));
        Assert.Contains("", pieces);
    }

    [Fact]
    public void What_cannot_be_learned_is_told()
    {
        Assert.Contains("256", Assert.Throws<TttException>(() => Train([1], new() { VocabSize = 255 })).Message);
        Assert.Contains("no text", Assert.Throws<TttException>(() => Train([], new() { VocabSize = 300 })).Message);
        Assert.Contains("must differ", Assert.Throws<TttException>(() => Train([1], new() { VocabSize = 300, Special = ["a", "a"] })).Message);
        Assert.Equal(256, Train("abcdef"u8.ToArray(), new() { VocabSize = 300 }).VocabSize);
    }
}
