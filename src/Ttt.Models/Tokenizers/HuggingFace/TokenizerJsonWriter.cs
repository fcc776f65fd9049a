using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ttt.Models;

/// <summary>Writes a byte-level byte-pair tokenizer as the tokenizer.json that Hugging Face's libraries read.</summary>
static class TokenizerJsonWriter
{
    /// <param name="tokens">The bytes of each id; the first 256 are the bytes themselves.</param>
    /// <param name="merges">Pairs of ids; merge n makes token 256 + n.</param>
    /// <param name="special">Tokens with the ids that follow.</param>
    public static byte[] Write(IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges, IReadOnlyList<string> special)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteNull("truncation");
            json.WriteNull("padding");
            json.WriteStartArray("added_tokens");
            for (var i = 0; i < special.Count; i++)
                Added(json, tokens.Count + i, special[i]);
            json.WriteEndArray();
            json.WriteNull("normalizer");
            ByteLevel(json, "pre_tokenizer");
            json.WriteNull("post_processor");
            ByteLevel(json, "decoder");
            Model(json, tokens, merges);
            json.WriteEndObject();
        }
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    static void Added(Utf8JsonWriter json, int id, string content)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("content", content);
        foreach (var flag in new[] { "single_word", "lstrip", "rstrip", "normalized" })
            json.WriteBoolean(flag, false);
        json.WriteBoolean("special", true);
        json.WriteEndObject();
    }

    static void ByteLevel(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
        json.WriteEndObject();
    }

    static void Model(Utf8JsonWriter json, IReadOnlyList<byte[]> tokens, IReadOnlyList<(int Left, int Right)> merges)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        foreach (var nothing in new[] { "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix" })
            json.WriteNull(nothing);
        foreach (var flag in new[] { "fuse_unk", "byte_fallback", "ignore_merges" })
            json.WriteBoolean(flag, false);
        json.WriteStartObject("vocab");
        for (var id = 0; id < tokens.Count; id++)
            json.WriteNumber(ByteAlphabet.Write(tokens[id]), id);
        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var (left, right) in merges)
            json.WriteStringValue($"{ByteAlphabet.Write(tokens[left])} {ByteAlphabet.Write(tokens[right])}");
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
