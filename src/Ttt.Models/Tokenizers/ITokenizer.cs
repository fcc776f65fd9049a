namespace Ttt.Models;

/// <summary>Turns text into token ids and back. Decoding gives bytes, because a token may end inside a character.</summary>
public interface ITokenizer
{
    /// <summary>Name under which checkpoints remember the tokenizer.</summary>
    string Name { get; }

    int VocabSize { get; }

    int[] Encode(ReadOnlySpan<byte> utf8);

    int[] Encode(string text) => Encode(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that one token stands for.</summary>
    ReadOnlySpan<byte> Bytes(int token);
}
