using System.Text;

namespace Ttt.Models.Tests.Data;

public sealed class DataTests
{
    static readonly ByteTokenizer Bytes = new();

    [Fact]
    public void The_last_tenth_is_held_out_and_no_character_is_cut()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("aé", 50)));
        var corpus = TextCorpus.Split(text, Bytes, "t");
        var heldOut = corpus.HeldOut.ToArray();
        Assert.Equal(text.Select(b => (int)b), corpus.Train.ToArray().Concat(heldOut));
        Assert.InRange(heldOut.Length, 13, 15);
        Assert.NotEqual(0x80, heldOut[0] & 0xC0);
        Assert.Equal(1, corpus.BytesPerToken);
    }

    [Theory]
    [InlineData("", "the text is empty")]
    [InlineData("short", "held-out tenth needs at least two tokens")]
    public void Too_little_text_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<TttException>(() => TextCorpus.Split(Encoding.UTF8.GetBytes(text), Bytes, "t")).Message);

    [Fact]
    public void The_random_stream_is_uniform_and_continues_from_its_state()
    {
        var stream = RandomStream.For(1, 2, 3);
        var draws = Enumerable.Range(0, 20000).Select(_ => stream.Uniform()).ToArray();
        Assert.InRange(draws.Average(), 0.49, 0.51);
        var normal = Enumerable.Range(0, 20000).Select(_ => stream.Normal()).ToArray();
        Assert.InRange(normal.Average(), -0.03, 0.03);
        Assert.InRange(normal.Select(x => x * x).Average(), 0.97, 1.03);
        var copy = new RandomStream(stream.State);
        Assert.Equal(stream.Next(), copy.Next());
    }

    [Fact]
    public void Utf8_is_held_back_until_a_character_is_whole()
    {
        var stream = new Utf8Stream();
        var euro = Encoding.UTF8.GetBytes("€");
        Assert.Equal("", stream.Push(euro.AsSpan(0, 1)));
        Assert.Equal("", stream.Push(euro.AsSpan(1, 1)));
        Assert.Equal("€", stream.Push(euro.AsSpan(2, 1)));
        Assert.Equal("", stream.Push(euro.AsSpan(0, 2)));
        Assert.Equal("\uFFFD", stream.Finish());
    }

    [Fact]
    public void Byte_tokens_round_trip()
    {
        ITokenizer tokenizer = Bytes;
        var tokens = tokenizer.Encode("né");
        Assert.Equal([110, 195, 169], tokens);
        Assert.Equal("né", Encoding.UTF8.GetString([.. tokens.SelectMany(t => tokenizer.Bytes(t).ToArray())]));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Bytes(256).Length);
    }
}
