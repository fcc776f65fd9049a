using System.Text;

namespace Ttt.Models.Tests.Data;

public sealed class TextFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A tokenizer of pairs: two bytes are one token, a lone last byte another.</summary>
    sealed class Pairs(int vocabulary = 65792) : ITokenizer
    {
        public int Encoded { get; private set; }

        public string Name => $"pairs{vocabulary}";

        public int VocabSize => vocabulary;

        public int[] Encode(ReadOnlySpan<byte> utf8)
        {
            Encoded += utf8.Length;
            var tokens = new int[(utf8.Length + 1) / 2];
            for (var i = 0; i < tokens.Length; i++)
                tokens[i] = (2 * i + 1 < utf8.Length ? 256 + utf8[2 * i] * 256 + utf8[2 * i + 1] : utf8[2 * i]) % vocabulary;
            return tokens;
        }

        public ReadOnlySpan<byte> Bytes(int token) => throw new NotSupportedException();
    }

    string Write(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }

    [Fact]
    public void A_mapped_file_is_the_text_in_memory()
    {
        var path = Write("a.txt", string.Concat(Enumerable.Range(0, 500).Select(i => $"line {i}: ünïcode\n")));
        using var mapped = TextCorpus.Load(path, new ByteTokenizer());
        var memory = TextCorpus.Split(File.ReadAllBytes(path), new ByteTokenizer(), "t");
        Assert.Equal(memory.Train.ToArray(), mapped.Train.ToArray());
        Assert.Equal(memory.HeldOut.ToArray(), mapped.HeldOut.ToArray());
        Assert.Equal((memory.Fingerprint, memory.Bytes, 1.0), (mapped.Fingerprint, mapped.Bytes, mapped.BytesPerToken));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))), mapped.Fingerprint);
    }

    [Fact]
    public void Bytes_beyond_the_second_gigabyte_are_read_where_they_are()
    {
        var path = folder.File("large");
        const long place = 3_000_000_000;
        using (var file = File.Create(path))
        {
            // a sparse file takes no room on the disk
            file.SetLength(place + 100);
            file.Position = place;
            file.Write("far away"u8);
        }
        using var mapped = new MappedFile(path);
        ITokenStream tokens = new JoinedTokens([new MemoryTokens([1, 2, 3]), new ByteTokens(mapped), new MemoryTokens([4, 5])]);
        Assert.Equal(place + 105, tokens.Length);
        Assert.Equal("far away", Encoding.UTF8.GetString([.. tokens.Read(place + 3, 8).Select(t => (byte)t)]));
        Assert.Equal([2, 3, 0], tokens.Read(1, 3));
        Assert.Equal([0, 4, 5], tokens.Read(place + 102, 3));
        Assert.Contains("do not fit into memory", Assert.Throws<TttException>(tokens.ToArray).Message);
    }

    [Theory]
    [InlineData(60000)]
    [InlineData(65792)]
    public void Tokens_are_made_once_kept_and_are_those_of_the_text_in_memory(int vocabulary)
    {
        var path = Write("a.txt", string.Concat(Enumerable.Range(0, 300).Select(i => $"document {i}\nof {i % 7} lines\n;")));
        var (first, second, memory) = (new Pairs(vocabulary), new Pairs(vocabulary), new Pairs(vocabulary));
        var expected = TextCorpus.Split(File.ReadAllBytes(path), memory, "t", "\n;");
        using var made = TextCorpus.Load(path, first, "\n;", folder.File("cache"));
        using var found = TextCorpus.Load(path, second, "\n;", folder.File("cache"));
        Assert.Equal(new FileInfo(path).Length, first.Encoded);
        Assert.Equal(0, second.Encoded);
        foreach (var corpus in new[] { made, found })
        {
            Assert.Equal(expected.Train.ToArray(), corpus.Train.ToArray());
            Assert.Equal(expected.HeldOut.ToArray(), corpus.HeldOut.ToArray());
            Assert.Equal(expected.Documents, corpus.Documents);
            Assert.Equal(expected.BytesPerToken, corpus.BytesPerToken);
        }
        using var other = TextCorpus.Load(path, new Pairs(vocabulary), null, folder.File("cache"));
        Assert.Single(other.Documents);
        Assert.Equal(2, Directory.GetFiles(folder.File("cache")).Length);
    }

    [Fact]
    public void Kept_tokens_that_are_damaged_are_refused_by_name()
    {
        var path = Write("a.txt", string.Concat(Enumerable.Range(0, 300).Select(i => $"line {i}\n")));
        using (TextCorpus.Load(path, new Pairs(), null, folder.File("cache"))) { }
        var file = Directory.GetFiles(folder.File("cache")).Single();
        var bytes = File.ReadAllBytes(file);
        foreach (var damage in new byte[][] { bytes[..40], bytes[..^4], [.. bytes[..16], .. new byte[24], .. bytes[40..]], [] })
        {
            File.WriteAllBytes(file, damage);
            Assert.Contains($"{file}: the kept tokens are damaged", Assert.Throws<TttException>(() => TextCorpus.Load(path, new Pairs(), null, folder.File("cache"))).Message);
        }
        Array.Fill(bytes, (byte)0xFF, 56, 64);
        File.WriteAllBytes(file, bytes);
        using var corpus = TextCorpus.Load(path, new Pairs(), null, folder.File("cache"));
        Assert.Contains("damaged", Assert.Throws<TttException>(() => corpus.Train.ToArray()).Message);
        File.WriteAllText(folder.File("none"), "");
        Assert.Contains("TTT_CACHE", Assert.Throws<TttException>(() => TextCorpus.Load(path, new Pairs(), null, folder.File("none"))).Message);
    }

    [Fact]
    public void A_separator_is_found_wherever_the_reading_is_cut()
    {
        const int piece = 1 << 20;
        var text = new byte[2 * piece + 100];
        Array.Fill(text, (byte)'x');
        int[] ends = [5, 11, piece, piece + 9, piece + 12, 2 * piece + 1];
        foreach (var end in ends)
            "<e>"u8.CopyTo(text.AsSpan(end - 3));
        Assert.Equal([0L, .. ends.Select(end => (long)end)], TextLayout.Of(new MemoryText(text), "<e>", "t").Documents);
        Assert.Equal([0L, 2, 4], TextLayout.Of(new MemoryText("aaaaa"u8.ToArray()), "aa", "t").Documents);
        Assert.Equal([0L, 3], TextLayout.Of(new MemoryText("abcdbc"u8.ToArray()), "bc", "t").Documents);
    }

    [Fact]
    public void What_is_held_out_begins_with_a_document_where_one_is_near()
    {
        var text = Encoding.UTF8.GetBytes(new string('a', 930) + ";" + new string('b', 69));
        Assert.Equal(69, TextCorpus.Split(text, new ByteTokenizer(), "t", ";").HeldOut.Length);
        Assert.Equal(100, TextCorpus.Split(text, new ByteTokenizer(), "t").HeldOut.Length);
        Assert.Equal(100, TextCorpus.Split([.. text.Reverse()], new ByteTokenizer(), "t", ";").HeldOut.Length);
    }

    [Fact]
    public void Long_documents_are_encoded_in_pieces_that_end_with_a_line()
    {
        var text = new byte[3 * TextEncoder.Piece];
        Array.Fill(text, (byte)'x');
        text[1000] = text[TextEncoder.Piece + 500] = (byte)'\n';
        var layout = TextLayout.Of(new MemoryText(text), null, "t");
        var pieces = TextEncoder.Encode(new MemoryText(text), layout, 0, text.Length, new ByteTokenizer()).ToArray();
        Assert.Equal([1001, TextEncoder.Piece - 500, TextEncoder.Piece, TextEncoder.Piece - 501], pieces.Select(p => p.Tokens.Length));
        Assert.Equal([true, false, false, false], pieces.Select(p => p.Begins));
    }

    [Fact]
    public void Joined_texts_are_documents_one_after_the_other()
    {
        var parts = new[] { "first text, of one line.", "the second is another one" }.Select(text => TextCorpus.Split(Encoding.UTF8.GetBytes(text), new ByteTokenizer(), "t")).ToArray();
        var joined = TextCorpus.Join(parts);
        Assert.Equal("first text, of one lin" + "the second is another o", Encoding.UTF8.GetString([.. joined.Train.ToArray().Select(t => (byte)t)]));
        Assert.Equal("e." + "ne", Encoding.UTF8.GetString([.. joined.HeldOut.ToArray().Select(t => (byte)t)]));
        Assert.Equal([0L, 22], joined.Documents);
        Assert.NotEqual(parts[0].Fingerprint, joined.Fingerprint);
    }
}
