using System.Text;

namespace Ttt.Models;

/// <summary>Turns text into token ids and back. Decoding gives bytes, because a token may end inside a character.</summary>
public interface ITokenizer
{
    /// <summary>Name under which checkpoints remember the tokenizer; two tokenizers that differ have different names.</summary>
    string Name { get; }

    /// <summary>Number of ids: the largest and one.</summary>
    int VocabSize { get; }

    /// <summary>Ids that stand before a text by itself, as a beginning-of-text token; what a model reads before a prompt. Texts to train on are encoded without them.</summary>
    IReadOnlyList<int> Start => [];

    /// <summary>The file that this tokenizer was read from, which runs keep a copy of; null: none is needed.</summary>
    TokenizerFile? File => null;

    /// <summary>Any bytes can be encoded; those that are no UTF-8 come back as they were wherever the vocabulary has all bytes.</summary>
    int[] Encode(ReadOnlySpan<byte> utf8);

    int[] Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>The bytes that one token stands for.</summary>
    ReadOnlySpan<byte> Bytes(int token);

    /// <summary>The text of a whole sequence, as bytes.</summary>
    byte[] Decode(ReadOnlySpan<int> tokens)
    {
        using var text = new MemoryStream();
        foreach (var token in tokens)
            text.Write(Bytes(token));
        return text.ToArray();
    }
}
