using System.Globalization;
using System.Text;

namespace Ttt.Models.Tests.Tokenizers;

public sealed class TiktokenReaderTests : IDisposable
{
    // ranks 256.. : ab, bc, abc, " ab", hello, €
    static readonly string[] Merged = ["ab", "bc", "abc", " ab", "hello", "€"];
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ITokenizer Small(string name = "gpt2-small.tiktoken")
    {
        var lines = Enumerable.Range(0, 256).Select(value => new[] { (byte)value }).Concat(Merged.Select(Encoding.UTF8.GetBytes))
            .Select((bytes, rank) => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToBase64String(bytes)} {rank}\n"));
        File.WriteAllText(folder.File(name), string.Concat(lines));
        return TokenizerFile.Load(folder.File(name));
    }

    [Fact]
    public void Pairs_merge_by_the_rank_of_what_they_make()
    {
        var tokenizer = Small();
        Assert.Equal(262, tokenizer.VocabSize);
        // ab is before bc, then abc of ab and c
        Assert.Equal([258], tokenizer.Encode("abc"));
        // b has no a before it
        Assert.Equal(['x', 257], tokenizer.Encode("xbc"));
        // " " and ab, but ab and c come before
        Assert.Equal(['x', 259, '!'], tokenizer.Encode("x ab!"));
        Assert.Equal(['x', ' ', 258], tokenizer.Encode("x abc"));
        // words do not join: "a" and " " stand in different ones
        Assert.Equal(['!', 258, ' ', ' ', 'b'], tokenizer.Encode("!abc  b"));
    }

    [Fact]
    public void A_word_that_is_a_token_needs_no_merges()
    {
        var tokenizer = Small();
        // no two tokens make "hello", and none of its parts is one
        Assert.Equal([260], tokenizer.Encode("hello"));
        Assert.Equal([.. "helloo".Select(c => (int)c)], tokenizer.Encode("helloo"));
        Assert.Equal([261], tokenizer.Encode("€"));
    }

    [Fact]
    public void Any_bytes_come_back()
    {
        var tokenizer = Small();
        byte[] bytes = [0xFF, .. "abc hello"u8, 0xE2, 0x82, (byte)'a', .. "€𝐀"u8, 0xC3];
        Assert.Equal(bytes, tokenizer.Decode(tokenizer.Encode(bytes)));
        Assert.Equal("€", Encoding.UTF8.GetString(tokenizer.Bytes(261)));
        Assert.Throws<ArgumentOutOfRangeException>(() => tokenizer.Bytes(262).Length);
    }

    [Fact]
    public void A_copy_is_the_same_tokenizer()
    {
        var tokenizer = Small();
        Directory.CreateDirectory(folder.File("run"));
        tokenizer.File!.Save(folder.File("run"));
        Assert.Equal(tokenizer.Name, TokenizerFile.InFolder(folder.File("run"))!.Name);
        Small("cl100k_base.tiktoken").File!.Save(folder.File("run"));
        Assert.Contains("2 tokenizers (cl100k_base.tiktoken, gpt2-small.tiktoken)", Assert.Throws<TttException>(() => TokenizerFile.InFolder(folder.File("run"))).Message);
    }

    [Theory]
    [InlineData("gpt2.tiktoken", "YQ== 0\nYQ==\n", "line 2: a token in base 64 and its rank")]
    [InlineData("gpt2.tiktoken", "YQ== x\n", "line 1: a token in base 64 and its rank")]
    [InlineData("gpt2.tiktoken", "?? 0\n", "line 1: a token in base 64 and its rank")]
    [InlineData("gpt2.tiktoken", "YQ== 0\nYg== 0\n", "line 2: the token or its rank is listed twice")]
    [InlineData("gpt2.tiktoken", "YQ== 0\n", "there is no token for the byte 0")]
    [InlineData("mine.tiktoken", "YQ== 0\n", "give it a name that begins with gpt2, r50k_base")]
    public void What_is_no_list_of_ranks_is_refused(string name, string content, string message)
    {
        File.WriteAllText(folder.File(name), content);
        Assert.Contains(message, Assert.Throws<TttException>(() => TokenizerFile.Load(folder.File(name))).Message);
    }
}
