using System.Security.Cryptography;

namespace Ttt.Models;

/// <summary>A tokenizer as a file: what a run keeps beside its weights.</summary>
/// <param name="Name">File name without folder.</param>
/// <param name="Content">The bytes of the file.</param>
public sealed record TokenizerFile(string Name, byte[] Content)
{
    const string HuggingFace = "tokenizer.json", Tiktoken = ".tiktoken";

    /// <summary>Identifies the content, in sixteen hexadecimal digits.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Content).AsSpan(0, 8));

    /// <summary>Reads a tokenizer: a Hugging Face tokenizer.json, or a list of ranks whose name ends in .tiktoken.</summary>
    /// <exception cref="TttException">The file is missing, or no tokenizer that can be used here.</exception>
    public static ITokenizer Load(string path)
    {
        var content = UserFile.ReadBytes(path);
        return path.EndsWith(Tiktoken, StringComparison.Ordinal)
            ? TiktokenReader.Read(new(Path.GetFileName(path), content), path)
            : TokenizerJsonReader.Read(new(HuggingFace, content), path);
    }

    /// <summary>The tokenizer that lies beside a model's weights; null: there is none.</summary>
    /// <exception cref="TttException">It cannot be used, or there are several.</exception>
    public static ITokenizer? InFolder(string folder)
    {
        var json = Path.Combine(folder, HuggingFace);
        if (System.IO.File.Exists(json))
            return Load(json);
        var ranks = Directory.GetFiles(folder, "*" + Tiktoken);
        return ranks.Length switch
        {
            0 => null,
            1 => Load(ranks[0]),
            _ => throw new TttException($"{folder}: there are {ranks.Length} tokenizers ({string.Join(", ", ranks.Select(Path.GetFileName).Order(StringComparer.Ordinal))}); name one of them"),
        };
    }

    /// <summary>Writes the copy that <see cref="InFolder"/> finds.</summary>
    public void Save(string folder) => AtomicFile.Write(Path.Combine(folder, Name), stream => stream.Write(Content));
}
