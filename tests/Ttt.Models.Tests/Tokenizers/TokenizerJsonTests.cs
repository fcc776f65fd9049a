using System.Text;

namespace Ttt.Models.Tests.Tokenizers;

/// <summary>Small files in the shape of Llama-2's and GPT-2's; the ids are worked out by hand.</summary>
public sealed class TokenizerJsonTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    ITokenizer Load(string json)
    {
        File.WriteAllText(folder.File("tokenizer.json"), json);
        return TokenizerFile.Load(folder.File("tokenizer.json"));
    }

    // ids: 0-2 special, 3-258 bytes, then letters from 259, then merged ones
    const string Prepend = """{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},{"type":"Replace","pattern":{"String":" "},"content":"▁"}]}""";
    static readonly string[] Letters = ["▁", "t", "h", "e", "a", "b"], Merged = ["▁t", "he", "▁the", "ab", "▁▁"];
    static int Id(string token) => Array.IndexOf(Letters, token) is >= 0 and var letter ? 259 + letter : 259 + Letters.Length + Array.IndexOf(Merged, token);
    static int Byte(int value) => 3 + value;

    static string Llama(string normalizer = Prepend, string preTokenizer = "null", bool fallback = true, string merges = """["▁ t", "h e", "▁t he", "a b", "▁ ▁"]""", string added = "false")
    {
        var tokens = new[] { "<unk>", "<s>", "</s>" }.Concat(Enumerable.Range(0, 256).Select(value => $"<0x{value:X2}>")).Concat(Letters).Concat(Merged);
        var vocab = string.Join(",", tokens.Select((token, id) => $"\"{token}\":{id}"));
        return Filled("""
            {"version":"1.0","added_tokens":[
              {"id":0,"content":"<unk>","special":true,"normalized":ADDED},
              {"id":1,"content":"<s>","special":true,"normalized":ADDED},
              {"id":2,"content":"</s>","special":true,"normalized":ADDED}],
             "normalizer":NORMALIZER,"pre_tokenizer":CUT,
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}},
             "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},{"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
             "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":FALLBACK,"vocab":{VOCABULARY},"merges":MERGES}}
            """, ("ADDED", added), ("NORMALIZER", normalizer), ("CUT", preTokenizer), ("FALLBACK", fallback ? "true" : "false"), ("VOCABULARY", vocab), ("MERGES", merges));
    }

    static string Filled(string template, params (string Place, string Text)[] parts) => parts.Aggregate(template, (text, part) => text.Replace(part.Place, part.Text, StringComparison.Ordinal));

    [Fact]
    public void As_llama_a_blank_in_front_and_bytes_to_fall_back_on()
    {
        var tokenizer = Load(Llama());
        Assert.Equal(259 + 11, tokenizer.VocabSize);
        Assert.Equal([1], tokenizer.Start);
        Assert.Equal([Id("▁the"), Id("▁t"), Id("ab")], tokenizer.Encode("the tab"));
        // a run of blanks: the first two join, the third begins the word
        Assert.Equal([Id("▁"), Id("a"), Id("▁▁"), Id("▁t")], tokenizer.Encode("a   t"));
        Assert.Equal([Id("▁"), Byte(0xC3), Byte(0xA4), Byte('\n'), Byte(0xF0), Byte(0x9D), Byte(0x90), Byte(0x80), Id("b")], tokenizer.Encode("ä\n𝐀b"));
        Assert.Equal("the tab", Encoding.UTF8.GetString(tokenizer.Decode(tokenizer.Encode("the tab"))));
        Assert.Equal(" the"u8.ToArray(), tokenizer.Bytes(Id("▁the")).ToArray());
        byte[] bytes = [.. "tab "u8, 0xFF, 0xE2, 0x82, (byte)'a'];
        Assert.Equal(bytes, tokenizer.Decode(tokenizer.Encode(bytes)));
        Assert.Empty(tokenizer.Encode(""));
    }

    [Fact]
    public void As_llama_added_tokens_are_found_first_and_each_part_gets_its_blank()
    {
        var tokenizer = Load(Llama());
        Assert.Equal([1, Id("▁the"), 2, Id("▁"), Id("a")], tokenizer.Encode("<s>the</s>a"));
        // tokens that are looked for after the rewriting are themselves rewritten: ▁<s> is only found where the blank is
        var later = Load(Llama(added: "true"));
        Assert.Equal([1, Id("t")], later.Encode("<s>t"));
        Assert.Equal([Id("▁t"), 1, Id("b")], later.Encode("t <s>b"));
        Assert.Equal([Id("▁t"), Byte('<'), Byte('s'), Byte('>')], later.Encode("t<s>"));
    }

    [Theory]
    [InlineData("first", new[] { "▁t", "</s>", "a", "b", "▁t" })]
    [InlineData("always", new[] { "▁t", "</s>", "▁", "a", "b", "▁t" })]
    [InlineData("never", new[] { "t", "</s>", "a", "b", "▁t" })]
    public void With_metaspace_the_scheme_says_where_a_blank_is_put(string scheme, string[] tokens)
    {
        var split = scheme == "always" ? "true" : "false";
        var tokenizer = Load(Llama("null", $$"""{"type":"Metaspace","replacement":"▁","prepend_scheme":"{{scheme}}","split":{{split}}}""", merges: """["▁ t", "h e"]"""));
        Assert.Equal([.. tokens.Select(t => t == "</s>" ? 2 : Id(t))], tokenizer.Encode("t</s>ab t"));
    }

    [Fact]
    public void Without_bytes_what_is_unknown_is_unknown_once()
    {
        var tokenizer = Load(Llama(fallback: false));
        Assert.Equal([Id("▁"), 0, Id("a"), 0, Id("b")], tokenizer.Encode("xyaäb"));
    }

    [Fact]
    public void A_long_text_is_cut_only_where_no_merge_can_join()
    {
        // "a ▁" joins across the blank, so nothing may be cut there
        var joining = Load(Llama(merges: """[["▁","t"],["a","▁t"],["a","b"]]""").Replace("\"▁▁\":269", "\"▁▁\":269,\"a▁t\":270", StringComparison.Ordinal));
        Assert.Equal([Id("▁"), 270, Id("b")], joining.Encode("a tb"));
        var text = string.Concat(Enumerable.Repeat("the  tab ab a ä\n", 40));
        var cut = Load(Llama());
        var merges = new Dictionary<(int, int), (int, int)>
        {
            [(Id("▁"), Id("t"))] = (0, Id("▁t")),
            [(Id("h"), Id("e"))] = (1, Id("he")),
            [(Id("▁t"), Id("he"))] = (2, Id("▁the")),
            [(Id("a"), Id("b"))] = (3, Id("ab")),
            [(Id("▁"), Id("▁"))] = (4, Id("▁▁")),
        };
        var symbols = ("▁" + text.Replace(' ', '▁')).SelectMany(c => Letters.Contains($"{c}") ? [Id($"{c}")] : Encoding.UTF8.GetBytes($"{c}").Select(b => Byte(b)));
        Assert.Equal(SlowBpe.Merge(symbols, merges), cut.Encode(text));
    }

    static string Gpt2(string preTokenizer = """{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}""", string model = "")
    {
        string[] merged = ["Ġa", "Ġab", "ĊĊ", "Ã¤"];
        var vocab = string.Join(",", Enumerable.Range(0, 256).Select(value => ByteAlphabet.Write([(byte)value])).Concat(merged)
            .Select((token, id) => $"{System.Text.Json.JsonSerializer.Serialize(token)}:{id}"));
        return Filled("""
            {"added_tokens":[{"id":260,"content":"<|end|>","special":true,"normalized":false},{"id":261,"content":"<|end|>!","lstrip":true,"rstrip":true,"normalized":false},
              {"id":262,"content":"it","single_word":true,"normalized":false}],
             "pre_tokenizer":CUT,"decoder":{"type":"ByteLevel"},
             "model":{ MODEL "vocab":{VOCABULARY},"merges":["Ġ a","Ġa b","Ċ Ċ","Ã ¤"]}}
            """, ("CUT", preTokenizer), ("MODEL", model), ("VOCABULARY", vocab));
    }

    [Fact]
    public void As_gpt_2_bytes_as_letters()
    {
        var tokenizer = Load(Gpt2());
        Assert.Equal(263, tokenizer.VocabSize);
        Assert.Equal(['a', 256, 257, ' ', ' ', 259, '\n', 'a', '\n'], tokenizer.Encode("a a ab  ä\na\n"));
        Assert.Equal([258], tokenizer.Encode("\n\n"));
        byte[] bytes = [0, 0xFF, .. "ä a ab<|end|>"u8, 0xC3, 0xAD, 0x7F];
        Assert.Equal(bytes, tokenizer.Decode(tokenizer.Encode(bytes)));
        Assert.Equal(" ab"u8.ToArray(), tokenizer.Bytes(257).ToArray());
    }

    [Fact]
    public void As_gpt_2_a_blank_in_front_is_taken_away_again()
    {
        var tokenizer = Load(Gpt2("""{"type":"ByteLevel","add_prefix_space":true}"""));
        Assert.Equal([257], tokenizer.Encode("ab"));
        Assert.Equal([257], tokenizer.Encode(" ab"));
        Assert.Equal("ab"u8.ToArray(), tokenizer.Decode([257]));
    }

    [Fact]
    public void Added_tokens_the_longest_first_with_their_blanks_and_as_words()
    {
        var tokenizer = Load(Gpt2());
        Assert.Equal(['x', 260, 'y'], tokenizer.Encode("x<|end|>y"));
        Assert.Equal(['x', 261, 'y'], tokenizer.Encode("x  <|end|>! \ny"));
        Assert.Equal([262, ' ', 'b', 'i', 't', ' ', 'i', 't', 's', ' ', 262], tokenizer.Encode("it bit its it"));
    }

    [Fact]
    public void Patterns_of_a_file_cut_words()
    {
        var split = """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"\\d|[^\\d]+"},"behavior":"Removed","invert":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}""";
        Assert.Equal(['a', '1', 256], Load(Gpt2(split)).Encode("a1 a"));
        var isolated = """{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"String":"a"},"behavior":"Isolated"},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}""";
        Assert.Equal([' ', 'a', 'b'], Load(Gpt2(isolated)).Encode(" ab"));
        var digits = """{"type":"Sequence","pretokenizers":[{"type":"Digits","individual_digits":true},{"type":"ByteLevel","add_prefix_space":false,"use_regex":false}]}""";
        Assert.Equal(['1', '2', 257], Load(Gpt2(digits)).Encode("12 ab"));
    }

    [Fact]
    public void Words_that_are_tokens_may_come_before_merges()
    {
        // the merges would make Ġa first, and of that Ġab: without the second merge only the whole word is found
        var json = Gpt2(model: "\"ignore_merges\":true,").Replace("\"Ġa b\",", "", StringComparison.Ordinal);
        Assert.Equal([257], Load(json).Encode(" ab"));
        Assert.Equal([256, 'b'], Load(json.Replace("true,", "false,", StringComparison.Ordinal)).Encode(" ab"));
    }

    [Theory]
    [InlineData("""{"version":"1.0"}""", "there is no 'model'")]
    [InlineData("[1]", "a JSON object is expected")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[]}}""", "'model': a Unigram model cannot be used here, only BPE")]
    [InlineData("""{"model":{"type":"BPE","merges":[]}}""", "'model': 'vocab' is missing")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]}}""", "the vocabulary is empty")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":-1},"merges":[]}}""", "'model.vocab.a': an integer of 0 or more")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b"]}}""", "the merges need 'b'")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a"]}}""", "'model.merges[0]': two tokens are expected")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"end_of_word_suffix":"</w>"}}""", "'model.end_of_word_suffix': it cannot be used here")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[],"byte_fallback":true}}""", "no token '<0x00>' for the byte 0")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"normalizer":{"type":"NFC"}}""", "'normalizer': the normaliser 'NFC' cannot be used here")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Whitespace"}}""", "'pre_tokenizer': the pre-tokenizer 'Whitespace' cannot be used here")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"pre_tokenizer":{"type":"Split","pattern":{"Regex":"("},"behavior":"Isolated"}}""", "the pattern cannot be used here")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"decoder":{"type":"WordPiece"}}""", "'decoder': the decoder 'WordPiece' cannot be used here")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":[]},"added_tokens":[{"id":1}]}""", "'added_tokens[0].content': a string is expected")]
    public void What_cannot_be_done_alike_is_refused(string json, string message)
    {
        var fault = Assert.Throws<TttException>(() => Load(json)).Message;
        Assert.Contains(message, fault);
        Assert.StartsWith(folder.File("tokenizer.json"), fault);
        Assert.DoesNotContain('\n', fault);
    }
}
